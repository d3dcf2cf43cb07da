"""Every handler of the chat, in the order in which it is asked."""

from bot.chat import (
    balance,
    card,
    catalogue,
    codes,
    desk,
    groups,
    help,  # noqa: A004 - the command's own name
    history,
    invite,
    poster,
    privacy,
    reviews,
    rewards,
    rules,
    sales,
    settings,
    staff,
    start,
    till,
    vouchers,
    words,
)
from bot.chat.doors import Door, Handler, any_button, anything, button, command, text


def routes() -> list[Door]:
    """The handlers, most asked first where the order does not matter."""
    return [
        text(words.words),
        command("start", start.start),
        button("join", start.join_now),
        button("offers", start.answer_offers),
        # What a member does.
        *_both("balance", balance.balance),
        *_both("card", card.card),
        *_both("history", history.history),
        *_both("rewards", rewards.rewards),
        button("reward", rewards.reward),
        button("redeem", rewards.redeem),
        *_both("vouchers", vouchers.vouchers),
        button("voucher-show", vouchers.show),
        button("voucher-cancel", vouchers.cancel),
        button("voucher-cancel-now", vouchers.cancel_now),
        button("use", vouchers.answer_use),
        button("not-mine", sales.not_mine),
        button("code-redeem", codes.redeem),
        *_both("invite", invite.invite),
        *_both("settings", settings.settings),
        button("set", settings.change),
        *_both("language", settings.language),
        button("lang", settings.choose_language),
        button("rules", rules.rules),
        *_both("privacy", privacy.privacy),
        button("my-data", privacy.my_data),
        button("forget", privacy.forget),
        button("forget-now", privacy.forget_now),
        *_both("help", help.help),
        command("cancel", help.cancel),
        # What staff do.
        *_both("desk", desk.desk),
        button("merchants", desk.merchants),
        button("merchant", desk.choose),
        *_both("newmerchant", desk.new_merchant),
        *_both("addreward", catalogue.add_reward),
        button("catalogue", catalogue.catalogue),
        button("retire", catalogue.retire),
        button("till", till.ask_code),
        button("till-use", till.use),
        button("book", till.book_again),
        button("voucher-confirm", till.confirm),
        *_both("sale", sales.sale),
        button("waiting", reviews.waiting),
        button("review", reviews.review),
        button("review-approve", reviews.approve),
        button("review-refuse", reviews.refuse),
        button("undo", sales.undo),
        *_both("issue", codes.issue),
        *_both("poster", poster.poster),
        *_both("staff", staff.staff),
        button("staff-invite", staff.invite),
        button("staff-remove", staff.remove),
        button("staff-remove-now", staff.remove_now),
        button("let-in", staff.let_in),
        button("refuse", staff.refuse),
        # Everything else.
        any_button(words.unknown_button),
        groups.membership(),
        groups.in_groups(),
        anything(words.nothing),
    ]


def _both(name: str, handler: Handler) -> tuple[Door, Door]:
    """The same by command and by button."""
    return command(name, handler), button(name, handler)
