"""Where each rule of the programme is shown: its tests, and what tells it to members. The index of all of them.

A row names a matter, two spaces in follows a rule, four in its tests and, behind `told:`, the keys of the sentences.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from bot.texts import LANGUAGES
from tests.test_locales import messages

ROOT = Path(__file__).parent.parent
# Matters that no member meets.
NOT_TOLD = {"Job order at midnight", "Coalition"}

INDEX = """
Units
  points are integers, and money is integers of minor units; neither passes through a float
    tests/loyalty/test_money.py::test_no_point_and_no_amount_ever_passes_through_a_float
    tests/storage/test_sqlite.py::test_tables_are_strict_so_a_word_is_no_number
  amounts are parsed exactly, by the digits of their currency
    tests/loyalty/test_money.py::test_amounts_are_read_as_people_write_them
    tests/loyalty/test_money.py::test_what_is_written_is_what_is_read
    tests/loyalty/test_money.py::test_an_amount_has_no_other_digits_than_were_written
    tests/loyalty/test_money.py::test_currencies_without_and_with_three_decimals_read_by_their_own_digits
    tests/loyalty/test_earning.py::test_money_finer_than_the_currency_is_refused
    told: error-amount-unreadable
  the first sale fixes the currency
    tests/bot/actions/test_purchase.py::test_the_first_sale_fixes_the_currency
    tests/bot/test_currency.py::test_the_first_sale_fixes_the_currency_for_whatever_handles_money
  minimums default per currency
    tests/bot/test_document.py::test_minimums_default_by_the_currency
    told: rules-referral

Earning
  whole steps of the amount earn, the rest nothing
    tests/loyalty/test_earning.py::test_an_amount_is_cut_to_whole_steps
    tests/loyalty/test_earning.py::test_each_whole_unit_earns_one_point_and_the_rest_nothing
    told: rules-earning earn-rate
  brackets are one table: 120 earns 90, and so does 120.75
    tests/loyalty/test_earning.py::test_one_point_between_50_and_100_and_two_above_gives_90_for_120
    tests/loyalty/test_earning.py::test_each_whole_step_earns_by_the_bracket_in_which_it_lies
    told: earn-bracket earn-category
  rate, tier and campaigns multiply exactly, and the product is rounded down once
    tests/loyalty/test_earning.py::test_a_rate_is_exact_and_rounded_down_once
    tests/loyalty/test_campaigns.py::test_campaigns_are_exact_and_the_product_is_rounded_down_once
    tests/bot/actions/test_worth.py::test_the_tier_always_multiplies_and_the_product_is_rounded_down_once
  fixed bonuses come on top of that
    tests/loyalty/test_campaigns.py::test_fixed_bonuses_are_added_after_all_is_multiplied_and_rounded_down

Time of a sale
  campaigns, tier and expiry count from when it was recorded, not from when it is collected
    tests/bot/actions/test_worth.py::test_a_qr_shown_on_friday_and_followed_on_a_double_saturday_earns_friday_s_points
    tests/bot/actions/test_worth.py::test_a_qr_earns_what_was_in_force_when_it_was_shown_although_it_stopped_meanwhile
    tests/bot/actions/test_worth.py::test_a_tier_counts_from_when_the_purchase_was_recorded
    tests/bot/actions/test_purchase.py::test_points_count_from_when_the_sale_was_recorded_not_collected
    tests/bot/actions/test_expiry.py::test_a_sale_collected_later_slides_from_when_it_was_recorded
    told: rules-earning

Basis is kept
  the earn row keeps amount, rate, campaigns, multipliers, rounding and the version
    tests/loyalty/test_campaigns.py::test_what_the_journal_keeps_is_the_basis_itself
    tests/bot/actions/test_worth.py::test_campaigns_that_meet_follow_the_programme_s_policy_and_the_basis_is_kept
    tests/bot/actions/test_programmes.py::test_a_sale_of_a_category_earns_at_its_rate_and_the_journal_keeps_why
    tests/bot/actions/test_programmes.py::test_purchases_and_journal_rows_name_the_version_they_were_made_under
    told: history-earn history-doubled history-added
  a later change of rules never changes what is taken back
    tests/bot/actions/test_refund.py::test_a_later_change_of_rules_never_changes_what_is_taken_back
    tests/bot/actions/test_worth.py::test_a_later_change_of_rules_never_changes_what_is_taken_back
    tests/bot/actions/test_programmes.py::test_what_is_taken_back_is_what_the_purchase_had_earned_whatever_the_rules_are_now
    told: rules-refund

Pending
  points may activate later than they are earned: at once unless set, referral bonuses after fourteen days
    tests/loyalty/test_earning.py::test_a_purchase_counts_from_when_it_was_recorded
    tests/bot/actions/test_programmes.py::test_the_points_of_a_purchase_are_pending_for_the_programmes_days
    tests/bot/actions/test_referral.py::test_both_have_a_bonus_that_waits_fourteen_days_to_the_millisecond
    told: rules-pending rules-referral-pending
  they are shown
    tests/bot/chat/test_programme.py::test_points_that_wait_are_said_to_wait
    tests/bot/chat/test_programme.py::test_a_purchase_whose_points_wait_is_told_with_the_day
    told: balance-pending notice-purchase-pending sale-collected-pending
  they cannot be spent before their instant and can from it on, whether or not a job ran; expiry counts from then
    tests/loyalty/test_redeeming.py::test_points_pending_or_past_their_time_cannot_be_spent_whatever_is_booked
    tests/bot/actions/test_expiry.py::test_pending_points_live_their_whole_life_from_activation
    tests/loyalty/test_earning.py::test_points_that_activate_later_live_from_then_on

Expiry
  the end of the month twelve months on, so many months or days, the end of the year, never
    tests/loyalty/test_expiry.py::test_points_end_with_the_month_twelve_months_on_by_the_programmes_calendar
    tests/bot/actions/test_purchase.py::test_the_points_of_a_purchase_end_with_the_month_twelve_months_on
    tests/bot/actions/test_expiry.py::test_expiry_points_live_as_long_as_the_policy_says_and_not_a_millisecond_longer
    tests/bot/actions/test_expiry.py::test_points_that_never_expire_are_spent_last_and_name_no_date
    tests/loyalty/test_expiry.py::test_never_sorts_last_and_can_be_shown_in_every_zone
    tests/bot/chat/test_rules.py::test_every_expiry_policy_has_its_sentence
    told: rules-expiry life-end_of_month life-months life-days life-end_of_year life-never balance-never
  sliding on activity
    tests/bot/actions/test_expiry.py::test_activity_begins_a_sliding_life_anew_for_all_that_can_be_spent
    tests/bot/actions/test_expiry.py::test_points_past_their_time_never_slide_back_to_life
    told: life-sliding
  month arithmetic clamps
    tests/loyalty/test_expiry.py::test_month_arithmetic_clamps
    tests/loyalty/test_expiry.py::test_a_life_of_months_ends_with_that_day_or_the_last_of_a_shorter_month
  the end is exclusive: the first instant of the next date in the programme's zone, whatever its clocks do
    tests/loyalty/test_expiry.py::test_a_day_begins_with_its_first_instant
    tests/loyalty/test_expiry.py::test_a_life_ends_with_the_first_instant_of_a_day_whose_midnight_is_skipped_or_comes_twice
    tests/bot/actions/test_expiry.py::test_expired_means_unspendable_on_both_sides_of_each_clock_change
    told: balance-expiring
  a change of policy holds for lots earned after it
    tests/bot/actions/test_expiry.py::test_a_change_of_policy_holds_for_lots_earned_after_it
    told: rules-expiry
  that points end is said before: in stages, once a week in which some do, and of what can be spent by then
    tests/bot/actions/test_reminding.py::test_points_are_reminded_of_thirty_and_seven_days_and_one_day_before_in_the_morning
    tests/bot/actions/test_reminding.py::test_lots_that_end_in_one_week_are_one_message_a_stage
    tests/bot/actions/test_reminding.py::test_after_downtime_only_the_nearest_stage_is_said
    tests/bot/actions/test_reminding.py::test_points_spent_since_the_night_are_not_counted_any_more
    told: notice-points-ending rules-reminders

Expired means unspendable
  what is past its time cannot be spent, although no job ran
    tests/bot/actions/test_clock.py::test_expired_points_cannot_be_spent_one_millisecond_after_their_time_although_no_job_ran
    tests/bot/actions/test_clock.py::test_points_can_be_spent_until_the_last_millisecond
    tests/bot/actions/test_clock.py::test_points_past_their_time_cannot_be_spent
    told: balance-expiring error-not-enough-points
  the job only books it, once a lot and cause, and only what then remains
    tests/bot/actions/test_clock.py::test_the_job_books_each_lot_once_and_only_what_then_remains
    tests/bot/actions/test_clock.py::test_a_spending_after_the_end_books_what_was_due_first
    tests/bot/actions/test_given_back.py::test_one_expire_row_for_each_time_that_points_came_back_to_an_expired_lot
    told: history-expire

Order of spending
  soonest expiry first, then oldest, then by number; allocations are kept
    tests/loyalty/test_redeeming.py::test_the_soonest_to_expire_is_spent_first_then_the_oldest_then_the_lowest_number
    tests/bot/actions/test_redeem.py::test_points_are_spent_soonest_expiry_first_then_oldest_then_by_number_and_allocations_are_kept
    told: rules-expiry

Given back
  points return to the lots they came from, with their own expiry
    tests/bot/actions/test_given_back.py::test_points_given_back_before_their_date_keep_their_own_expiry
    told: rules-given-back voucher-cancelled notice-voucher-lapsed
  past it, cancelled or lapsed by the member, they expire at once, and cancelling says so before
    tests/bot/actions/test_given_back.py::test_points_cancelled_by_the_member_past_their_date_expire_at_once_and_that_is_said_before
    tests/bot/actions/test_given_back.py::test_points_of_a_voucher_that_lapses_past_their_date_expire_at_once
    tests/bot/chat/test_vouchers.py::test_what_cancelling_loses_is_said_before_and_after
    told: voucher-cancel-question voucher-cancelled-lost notice-voucher-lapsed-late
  past it, given back by staff, a reversal or a suspension, they live seven more days, once a lot
    tests/bot/actions/test_given_back.py::test_points_given_back_by_staff_past_their_date_live_seven_more_days
    tests/bot/actions/test_reverse.py::test_points_past_their_date_live_seven_more_days_once_a_lot
    tests/bot/actions/test_given_back.py::test_points_of_a_suspended_merchants_voucher_live_seven_more_days
    tests/bot/actions/test_given_back.py::test_points_live_seven_more_days_only_once_a_lot
    told: rules-given-back balance-expiring-at notice-redemption-reversed notice-voucher-given-back

Debt
  points becoming active by any route pay debt first, as an allocation of that lot
    tests/bot/actions/test_debt.py::test_points_becoming_active_by_any_route_pay_debt_first_out_of_their_own_lot
    tests/loyalty/test_settling.py::test_pending_points_become_active_and_pay_a_debt_first
    told: balance-debt history-repay rules-debt-debt
  it is undone if that purchase is refunded
    tests/bot/actions/test_debt.py::test_a_debt_paid_by_a_purchase_is_owed_again_when_that_purchase_is_refunded
    tests/bot/actions/test_undo.py::test_a_purchase_that_paid_a_debt_is_undone_and_the_debt_is_owed_again
  nothing is held while anything is owed, and no balance is negative by spending
    tests/bot/actions/test_debt.py::test_nothing_is_held_or_spent_while_anything_is_owed
    tests/bot/actions/test_debt.py::test_a_balance_is_never_negative_by_spending_whatever_is_spent_at_once
    tests/storage/test_ledger.py::test_no_balance_falls_below_zero_and_no_debt_rises_above
    told: error-in-debt
  a debt can be forgiven by policy
    tests/bot/actions/test_refund.py::test_points_spent_are_forgiven_where_the_programme_says_so
    tests/loyalty/test_refunds.py::test_what_nothing_covers_is_forgiven_where_the_programme_says_so
    told: rules-debt-forgive

Refund
  by receipt, all or part, until the amount is used up
    tests/bot/actions/test_refund.py::test_a_refund_is_by_receipt_however_it_is_written
    tests/bot/actions/test_refund.py::test_a_purchase_can_be_refunded_until_its_amount_is_used_up
    tests/bot/actions/test_refund.py::test_refunds_at_once_never_take_more_than_the_amount
    told: error-refund-too-large error-refunded-before
  what is taken is the entitlement lost, cumulative: ten refunds of 1.00 equal one of 10.00
    tests/bot/actions/test_refund.py::test_a_refund_takes_what_the_rest_is_worth_no_longer_and_the_member_is_told_why
    tests/loyalty/test_refunds.py::test_ten_refunds_of_one_take_what_one_of_ten_does_for_every_rate_bracket_and_campaign
    tests/bot/actions/test_refund.py::test_ten_refunds_of_one_leave_what_one_refund_of_ten_does
    tests/bot/actions/test_worth.py::test_ten_refunds_of_one_equal_one_of_ten_with_tier_campaigns_and_caps
    told: notice-purchase-refunded history-refund
  never more than was given
    tests/bot/actions/test_refund.py::test_a_refund_never_takes_more_than_was_given
    tests/loyalty/test_refunds.py::test_refunds_never_take_more_than_was_given_whatever_an_amount_earns
    told: rules-refund
  from its own lots, pending and active, then held, and those vouchers are cancelled
    tests/bot/actions/test_refund.py::test_pending_points_are_taken_while_they_wait
    tests/loyalty/test_refunds.py::test_points_still_there_are_taken_from_their_own_lot
    tests/bot/actions/test_refund.py::test_a_voucher_is_cancelled_only_when_its_own_points_are_needed_and_the_member_is_told
    told: notice-voucher-cancelled notice-purchase-refunded
  what expired unspent counts as taken back: lots of 100 expired and 50 earned later, nothing more is taken
    tests/bot/actions/test_refund.py::test_what_expired_unspent_counts_as_taken_back_and_points_earned_later_stay
    tests/bot/actions/test_refund.py::test_what_expired_counts_once_over_several_refunds
    tests/loyalty/test_refunds.py::test_what_is_held_is_taken_before_what_expired_counts
  then other active lots by spending order, then debt
    tests/bot/actions/test_refund.py::test_points_spent_come_from_other_purchases_and_then_are_owed
    tests/loyalty/test_refunds.py::test_points_spent_are_taken_from_other_lots_and_then_owed
    told: rules-debt-debt

Reversing a redemption
  a manager reverses it, the owner and the member are told, and points return as above
    tests/bot/actions/test_reverse.py::test_the_points_return_to_the_lots_they_came_from_and_both_are_told
    tests/bot/actions/test_reverse.py::test_only_managers_of_the_shop_reverse
    tests/bot/actions/test_reverse.py::test_a_redemption_is_reversed_once_also_when_two_do_it_at_once
    tests/bot/actions/test_reverse.py::test_a_debt_is_paid_first
    told: notice-redemption-reversed notice-redemption-reversed-here history-reverse-redemption

Tiers
  base points of purchases of twelve months count, without multipliers, gifts and bonuses, net of refunds
    tests/bot/actions/test_tiers.py::test_a_tier_counts_base_points_before_multipliers_and_net_of_refunds
    tests/bot/actions/test_tiers.py::test_only_purchases_count_towards_a_tier_not_gifts_and_bonuses
    tests/bot/actions/test_tiers.py::test_points_of_more_than_twelve_months_ago_count_no_more
    told: rules-tiers rules-tier rules-tier-plain balance-next
  up at once
    tests/bot/actions/test_tiers.py::test_a_tier_is_won_at_once_with_the_purchase_that_reaches_it_and_the_member_is_told
    told: tier-won tier-won-until
  kept twelve months from the last day it was met and thirty days of grace, then down one step with its own twelve
    tests/loyalty/test_tiers.py::test_a_tier_is_kept_twelve_months_from_the_last_day_it_was_met_and_thirty_days_of_grace
    tests/loyalty/test_tiers.py::test_a_tier_is_lost_one_step_down_which_has_twelve_months_of_its_own
    tests/bot/actions/test_tiers.py::test_a_tier_is_kept_to_the_end_of_its_grace_and_then_lost_one_step
    told: rules-tier-kept notice-tier-lost balance-tier-until
  announced thirty days before
    tests/bot/actions/test_tiers.py::test_who_loses_a_tier_soon_is_told_thirty_days_before_once_with_what_saves_it
    told: notice-tier-soon-lost rules-tier-told balance-tier-keep
  one reached only through purchases since refunded ends at once
    tests/bot/actions/test_refund.py::test_a_tier_reached_only_through_purchases_since_refunded_ends_at_once
    tests/bot/actions/test_tiers.py::test_a_tier_reached_only_through_purchases_since_undone_ends_at_once
    told: notice-tier-taken-back
  its multiplier always multiplies
    tests/bot/actions/test_worth.py::test_the_tier_always_multiplies_and_the_product_is_rounded_down_once
    tests/loyalty/test_campaigns.py::test_the_tier_multiplies_under_every_policy
    told: tier-won-factor

Campaigns
  a window with its start and without its end, weekdays and hours, in the programme's zone
    tests/loyalty/test_campaigns.py::test_a_campaign_starts_with_its_first_instant_and_is_over_at_its_end
    tests/loyalty/test_campaigns.py::test_weekdays_are_those_of_the_programme_s_zone
    tests/loyalty/test_campaigns.py::test_hours_begin_with_their_first_minute_and_end_before_their_last
    told: balance-campaign balance-campaign-until
  a multiplier of two decimals, or a bonus with a minimum, once a member and day
    tests/bot/actions/test_worth.py::test_a_double_saturday_doubles_and_the_member_is_told_by_how_much
    tests/bot/actions/test_worth.py::test_a_bonus_needs_its_minimum_and_comes_once_a_member_and_day
    tests/bot/chat/test_days.py::test_what_is_no_multiplier_is_refused
    told: campaign-added balance-campaign-minimum
  for a merchant, a category, a tier, a first purchase, a month of birthday
    tests/loyalty/test_campaigns.py::test_a_campaign_is_for_its_scope_alone
    tests/bot/actions/test_worth.py::test_a_campaign_of_a_merchant_a_category_or_a_tier_is_for_these_alone
    tests/bot/actions/test_worth.py::test_a_first_purchase_earns_more_once
    tests/bot/actions/test_worth.py::test_a_birthday_counts_by_the_local_date_on_which_the_purchase_was_recorded
    told: balance-campaign-category balance-campaign-first
  overlaps by policy: best after caps with its ties, multiply, add
    tests/loyalty/test_campaigns.py::test_overlapping_campaigns_give_the_best_the_product_or_the_sum_of_what_each_adds
    tests/loyalty/test_campaigns.py::test_without_caps_the_policies_are_their_formulas
    tests/bot/actions/test_worth.py::test_best_compares_after_the_caps_and_then_by_priority_and_number
    told: rules-stacking-best rules-stacking-multiply rules-stacking-add
  caps a member and in all; a cap truncates and says so
    tests/bot/actions/test_worth.py::test_a_cap_truncates_and_says_so
    tests/bot/actions/test_worth.py::test_two_purchases_at_once_never_take_more_than_a_cap_leaves
    tests/bot/actions/test_worth.py::test_purchases_of_one_member_at_once_never_take_more_than_a_member_may_have
    told: campaign-added-last campaign-exhausted
  a purchase keeps the room it took, and what a refund returns serves later ones
    tests/bot/actions/test_worth.py::test_a_purchase_keeps_the_room_it_took_and_room_returned_by_a_refund_serves_later_ones
  a preview shows what a purchase would earn and why
    tests/bot/commands/test_preview.py::test_a_preview_says_line_by_line_what_a_purchase_would_earn_and_why
    tests/bot/commands/test_preview.py::test_a_preview_is_what_the_purchase_then_earns_and_moves_nothing
    tests/bot/chat/test_campaigns.py::test_preview_says_what_a_purchase_would_earn_now_and_why
    told: preview-head preview-campaign preview-books-nothing

Referral
  a referee once for ever, nobody themselves, no cycles
    tests/bot/actions/test_referral.py::test_a_member_is_nobodys_friend_not_even_after_being_forgotten
    tests/bot/actions/test_referral.py::test_nobody_invites_themselves_and_there_are_no_cycles
    tests/bot/actions/test_join_accounts.py::test_nobody_is_brought_by_somebody_they_brought
    told: referral-member-already referral-dead privacy
  the last link followed within thirty days counts, and joining names the inviter
    tests/bot/actions/test_referral.py::test_the_last_link_followed_within_thirty_days_counts
    tests/bot/actions/test_referral.py::test_an_old_link_no_longer_counts
    tests/bot/chat/test_invite.py::test_joining_names_the_inviter_of_the_last_link_followed
    told: rules-referral-link referral-reason notice-friend-joined
  the bonus comes with the first purchase of at least the minimum, whichever that is
    tests/bot/actions/test_referral.py::test_the_bonus_comes_once_and_with_the_first_purchase_that_is_large_enough
    told: rules-referral invite notice-referral-paid
  it stands while one purchase net of refunds meets the minimum
    tests/bot/actions/test_bonus_back.py::test_the_bonus_stands_while_the_purchase_net_of_refunds_meets_the_minimum
    tests/bot/actions/test_referral.py::test_the_bonus_stands_while_another_purchase_meets_the_minimum
    tests/bot/actions/test_bonus_back.py::test_the_bonus_moves_quietly_to_another_purchase_that_meets_the_minimum
  taken back while pending; later, what the referrer spent is forgiven and debited to the friend
    tests/bot/actions/test_bonus_back.py::test_while_pending_the_bonus_is_simply_taken_back_and_both_are_told
    tests/bot/actions/test_bonus_back.py::test_later_what_the_referrer_spent_is_forgiven_and_debited_to_the_friend
    told: notice-referral-taken-back notice-referral-taken-back-friend history-reverse-instead
  a monthly cap a referrer; settings of qualifying purchases, holding days and the own phone
    tests/bot/actions/test_referral.py::test_the_cap_counts_the_month_of_the_programmes_calendar
    tests/bot/actions/test_referral.py::test_many_friends_at_once_do_not_slip_past_the_cap
    tests/bot/actions/test_bonus_back.py::test_as_many_purchases_as_the_programme_asks_for_bring_the_bonus
    tests/bot/actions/test_referral.py::test_the_settings_of_holding_days_and_of_the_minimum_count
    tests/bot/actions/test_referral.py::test_with_own_phone_shared_the_bonus_waits_for_the_friends_number
    told: invite-month rules-referral-phone notice-phone-asked notice-phone-known
  many in a day wait for review
    tests/bot/actions/test_reviews.py::test_many_friends_of_one_member_in_a_day_wait_for_review
    told: rules-referral-review notice-referral-waits notice-referral-approved notice-referral-refused

Vouchers and codes
  held, then confirmed, cancelled or lapsed
    tests/bot/actions/test_redeem.py::test_a_held_voucher_keeps_its_points_and_confirming_spends_them
    tests/bot/actions/test_redeem.py::test_a_cancelled_voucher_gives_its_points_back_to_their_lots
    tests/bot/actions/test_redeem.py::test_a_voucher_lives_ten_minutes_to_the_millisecond_without_any_job
    told: voucher voucher-cancelled notice-voucher-confirmed notice-voucher-lapsed rules-vouchers
  one use is one: a thousand at once give one winner
    tests/bot/actions/test_redeem.py::test_a_thousand_confirmations_at_once_give_one
    tests/bot/actions/test_at_the_till.py::test_two_hundred_members_use_one_code_at_once_and_one_has_it
    tests/storage/test_database.py::test_a_thousand_conditional_updates_at_once_have_one_winner
    told: error-already-used
  stock and limits are counted in the same transaction
    tests/bot/actions/test_supply.py::test_a_thousand_members_at_once_for_the_last_one_give_one_winner
    tests/bot/actions/test_supply.py::test_a_hundred_holds_at_once_do_not_pass_the_limit_of_a_member
    told: error-sold-out error-limit-reached
  a reward is confirmed by its own merchant, by setting by any
    tests/bot/actions/test_supply.py::test_a_reward_is_confirmed_by_its_own_merchant_or_by_any_if_the_programme_says_so
    told: rules-vouchers rules-vouchers-anywhere
  after two lapses of a scarce one it can be had only at the till
    tests/bot/actions/test_supply.py::test_after_two_lapses_a_scarce_reward_can_be_had_only_at_the_till
    told: error-only-at-the-till rules-scarce

Purchases
  one receipt of one merchant and date earns once, however it is spelt and by whatever route
    tests/bot/actions/test_purchase.py::test_a_receipt_earns_once_by_every_pair_of_routes
    tests/bot/actions/test_purchase.py::test_a_receipt_earns_once_however_it_is_spelt_and_whatever_way_it_comes
    tests/bot/actions/test_purchase.py::test_a_receipt_counts_per_merchant_and_business_date_of_the_programmes_zone
    tests/bot/actions/test_purchase.py::test_two_cashiers_with_the_same_receipt_at_once_book_it_once
  the same receipt and amount again shows the same sale; another amount is refused
    tests/bot/actions/test_purchase.py::test_a_sale_shown_as_qr_may_be_booked_by_till_code_under_its_receipt
    tests/bot/actions/test_refund.py::test_the_receipt_of_a_refunded_purchase_stays_used
    told: till-booked-before sale-collected-before error-receipt-taken
  without a receipt the sale's own number serves
    tests/bot/actions/test_refund.py::test_a_purchase_without_a_receipt_goes_by_its_own_number

Limits
  the largest sale
    tests/loyalty/test_money.py::test_the_largest_sale_is_the_last_that_is_taken
    tests/bot/chat/test_reading.py::test_a_till_line_above_the_largest_sale_is_refused
    told: error-amount-too-large
  points a cashier and shift, and a member and day
    tests/bot/actions/test_reviews.py::test_the_limits_of_points_a_shift_and_of_a_members_day_wait_likewise
    told: rules-points-a-day notice-purchase-waits
  a fourth purchase of a day is pending until a manager taps
    tests/bot/actions/test_reviews.py::test_the_fourth_purchase_of_a_day_waits_until_a_manager_approves
    tests/bot/actions/test_reviews.py::test_what_a_manager_refuses_is_taken_back_and_both_are_told
    told: rules-purchases-a-day notice-purchase-waits notice-purchase-approved notice-purchase-refused balance-reviewed
  very cheap rewards come out of a monthly budget that the owner sets
    tests/bot/actions/test_supply.py::test_cheap_rewards_come_out_of_a_monthly_budget_that_the_owner_set
    tests/bot/actions/test_supply.py::test_fifty_members_at_once_do_not_overdraw_the_budget
    told: error-budget-used
  a merchant's unredeemed points have a ceiling that the operator sets
    tests/bot/actions/test_suspend.py::test_beyond_a_merchants_ceiling_a_purchase_is_refused_and_nothing_moves
    tests/bot/actions/test_suspend.py::test_purchases_at_the_same_moment_do_not_slip_past_the_ceiling
    tests/bot/actions/test_suspend.py::test_referral_bonuses_count_towards_the_ceiling
    tests/bot/actions/test_suspend.py::test_a_bonus_that_comes_after_its_purchase_keeps_to_the_ceiling_too
    told: error-ceiling-reached

Staff and their own
  nobody acts as staff on their own membership
    tests/bot/actions/test_purchase.py::test_nobody_books_a_purchase_for_themselves
    tests/bot/actions/test_redeem.py::test_nobody_confirms_their_own_voucher_and_a_removed_cashier_none
    tests/bot/actions/test_undo.py::test_a_manager_does_not_undo_their_own_purchase
    tests/bot/actions/test_refund.py::test_nobody_refunds_their_own_purchase
    tests/bot/actions/test_reverse.py::test_nobody_reverses_their_own_and_a_suspended_shop_reverses_nothing
    tests/bot/actions/test_at_the_till.py::test_nobody_asks_themselves_and_nobody_asks_for_somebody_forgotten
    tests/bot/actions/test_reviews.py::test_only_managers_of_that_merchant_answer_and_nobody_for_their_own_membership
    tests/bot/actions/test_reviews.py::test_managers_do_not_look_at_a_referral_of_their_own
    told: error-own-membership till-own-card till-own-voucher
  staff earn no referral bonus on purchases they book
    tests/bot/actions/test_referral.py::test_a_cashier_has_no_bonus_for_a_purchase_they_booked
  a nightly report shows pairs out of the ordinary
    tests/bot/actions/test_watch.py::test_a_nightly_report_shows_the_owner_many_purchases_of_one_pair_on_one_day
    told: odd-pairs odd-pair-many odd-pair-share odd-pair-points

Job order at midnight
  activate, expire, tiers, then the rest, at the midnight of the programme's zone
    tests/bot/test_nightly.py::test_at_midnight_points_become_active_then_expire_then_tiers_then_reminders_then_the_watch
    tests/bot/test_nightly.py::test_points_that_become_active_pay_for_what_is_owed_before_the_rest_expires_and_the_tier_falls
    tests/bot/test_nightly.py::test_midnight_is_the_programmes_own
  each keyed by date, late after downtime, never twice
    tests/bot/test_nightly.py::test_after_a_week_of_downtime_every_date_is_caught_up_once
    tests/bot/test_nightly.py::test_the_days_of_both_clock_changes_have_one_run_each
    tests/bot/test_nightly.py::test_two_processes_at_once_do_each_job_once

Coalition
  what billing needs is kept: each allocation of a redemption names its lot, each lot who issued it
    tests/bot/actions/test_coalition.py::test_each_redemption_names_how_much_of_it_each_merchant_had_issued
  all sums to zero
    tests/bot/actions/test_coalition.py::test_what_all_merchants_issued_and_redeemed_what_expired_and_what_members_have_sums_to_zero

Suspended merchant
  its vouchers go back as by staff, and its codes die
    tests/bot/actions/test_suspend.py::test_a_suspended_merchants_vouchers_go_back_and_its_codes_die
    tests/bot/actions/test_suspend.py::test_codes_that_died_with_a_suspension_stay_dead_when_the_merchant_takes_part_again
    tests/bot/actions/test_given_back.py::test_points_of_a_suspended_merchants_voucher_live_seven_more_days
    told: notice-voucher-given-back error-merchant-suspended
  its issued points stay valid and its bill stays
    tests/bot/actions/test_coalition.py::test_a_suspended_merchants_issued_points_stay_valid_and_its_bill_stays
  the operator can refund its sales
    tests/bot/actions/test_refund.py::test_staff_of_a_suspended_shop_refund_nothing_but_the_operator_does

Forget me
  vouchers are cancelled and the balance forfeited, said first
    tests/bot/actions/test_referral.py::test_being_forgotten_forfeits_vouchers_and_pending_points_too
    tests/bot/actions/test_forget.py::test_a_forgotten_member_has_nothing_left_and_no_name
    tests/bot/actions/test_forget.py::test_what_is_lost_is_known_before
    tests/bot/chat/test_privacy.py::test_everything_that_is_lost_is_said_before
    told: forget-question forget-points forget-pending forget-vouchers
  a debt stays with the keyed hash
    tests/bot/actions/test_forget.py::test_a_debt_outlives_being_forgotten
    tests/bot/actions/test_referral.py::test_a_debt_waits_for_somebody_who_was_forgotten_and_comes_back
    told: forget-debt

Two accounts of one person
  an operator moves lots, holds and debts unchanged to the other
    tests/bot/actions/test_join_accounts.py::test_two_accounts_of_one_person_become_one_with_lots_holds_and_limits
    tests/bot/actions/test_join_accounts.py::test_a_debt_moves_and_is_paid_by_what_can_be_spent
    tests/bot/actions/test_join_accounts.py::test_pending_points_move_and_come_at_their_time
    told: notice-accounts-joined notice-account-moved history-transfer
  limits add up
    tests/bot/actions/test_join_accounts.py::test_what_both_accounts_have_had_counts_together_towards_every_limit
    tests/bot/actions/test_join_accounts.py::test_the_tier_is_worked_out_anew_from_both
  a referral between the two is taken back
    tests/bot/actions/test_join_accounts.py::test_a_referral_between_the_two_is_taken_back
    told: notice-accounts-joined history-reverse-joined
"""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule in a few words, the tests whose names say it, and the keys of what tells it to members."""

    says: str
    tests: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


def _read(index: str) -> dict[str, list[Rule]]:
    rows: dict[str, list[Rule]] = {}
    rules: list[Rule] = []
    for line in filter(None, index.splitlines()):
        text = line.strip()
        if not line.startswith(" "):
            assert text not in rows, f"{text} stands twice"
            rules = rows[text] = []
        elif not line.startswith("    "):
            rules.append(Rule(says=text))
        elif text.startswith("told:"):
            rules[-1].told.extend(text.removeprefix("told:").split())
        else:
            rules[-1].tests.append(text)
    return rows


ROWS = _read(INDEX)


@cache
def _tests_of(path: str) -> frozenset[str]:
    """The names of a file's tests; it is read and not imported."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _rules() -> Iterator[tuple[str, Rule]]:
    for row, rules in ROWS.items():
        for rule in rules:
            yield row, rule


def test_every_matter_of_the_programme_has_its_rules() -> None:
    assert len(ROWS) == 24
    assert all(ROWS.values())


def test_every_rule_has_tests_that_are_there() -> None:
    assert [(row, rule.says) for row, rule in _rules() if not rule.tests] == []
    missing = []
    for _, rule in _rules():
        for test in rule.tests:
            path, _, name = test.partition("::")
            if not (ROOT / path).is_file() or name not in _tests_of(path):
                missing.append(test)
    assert missing == []


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_matter_is_told_to_members_in_every_language(language: str) -> None:
    silent = {row for row, rules in ROWS.items() if not any(rule.told for rule in rules)}
    assert silent == NOT_TOLD
    said = messages(language)
    assert [(row, key) for row, rule in _rules() for key in rule.told if key not in said] == []
