-- The present shape of the ledger on SQLite; schema.postgres.sql is the same for PostgreSQL.
-- Instants are integer milliseconds UTC, points are integers, money is minor units, truth is 0 or 1.

-- What the deployment must not forget: the secret key, the currency of the first sale, the pause Telegram asked for.
CREATE TABLE facts (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

-- The rules as they were and are: a version is never changed, the highest is in force.
CREATE TABLE programmes (
  version INTEGER PRIMARY KEY,
  document TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE merchants (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended')),
  generation INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  ceiling INTEGER CHECK (ceiling >= 0),
  budget INTEGER CHECK (budget >= 0),
  win_back_days INTEGER CHECK (win_back_days > 0)
) STRICT;

-- A member is a number; who that is stands in people and can be forgotten.
CREATE TABLE members (
  id INTEGER PRIMARY KEY,
  joined_at INTEGER NOT NULL,
  merchant_id INTEGER REFERENCES merchants (id),
  inviter_id INTEGER REFERENCES members (id),
  tier TEXT NOT NULL DEFAULT 'base',
  balance INTEGER NOT NULL DEFAULT 0 CHECK (balance >= 0),
  pending INTEGER NOT NULL DEFAULT 0 CHECK (pending >= 0),
  held INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
  debt INTEGER NOT NULL DEFAULT 0 CHECK (debt <= 0),
  generation INTEGER NOT NULL DEFAULT 1,
  forgotten_at INTEGER,
  tier_until_at INTEGER,
  moved_to INTEGER REFERENCES members (id),
  sliding INTEGER NOT NULL DEFAULT 0 CHECK (sliding IN (0, 1))
) STRICT;
CREATE INDEX members_by_inviter ON members (inviter_id) WHERE inviter_id IS NOT NULL;
CREATE INDEX members_by_tier_until ON members (tier_until_at) WHERE tier_until_at IS NOT NULL;

-- Everybody who ever wrote to the bot and has not asked to be forgotten: the only personal data beside staff.
CREATE TABLE people (
  telegram_id INTEGER PRIMARY KEY,
  member_id INTEGER UNIQUE REFERENCES members (id),
  name TEXT NOT NULL,
  telegram_language TEXT,
  chosen_language TEXT,
  reminders INTEGER NOT NULL DEFAULT 1 CHECK (reminders IN (0, 1)),
  offers INTEGER CHECK (offers IN (0, 1)),
  quiet_from INTEGER,
  quiet_to INTEGER,
  zone TEXT,
  birthday TEXT,
  invited_by INTEGER REFERENCES members (id),
  invited_at INTEGER,
  desk_merchant_id INTEGER REFERENCES merchants (id),
  wrong_tries INTEGER NOT NULL DEFAULT 0,
  wrong_since INTEGER NOT NULL DEFAULT 0,
  reachable INTEGER NOT NULL DEFAULT 1 CHECK (reachable IN (0, 1)),
  created_at INTEGER NOT NULL,
  phone_seal TEXT,
  offered_on TEXT,
  offered_by INTEGER,
  offers_asked INTEGER NOT NULL DEFAULT 0 CHECK (offers_asked IN (0, 1))
) STRICT;
CREATE INDEX people_by_phone ON people (phone_seal) WHERE phone_seal IS NOT NULL;
CREATE INDEX people_by_birthday ON people (birthday, member_id) WHERE birthday IS NOT NULL;
CREATE INDEX people_wanting_offers ON people (member_id) WHERE offers = 1;

-- A keyed hash of a Telegram id outlives "Forget me": who joined once is never new again, and a debt stays.
CREATE TABLE seals (
  seal TEXT PRIMARY KEY,
  first_joined_at INTEGER NOT NULL,
  debt INTEGER NOT NULL DEFAULT 0 CHECK (debt <= 0)
) STRICT;

CREATE TABLE staff (
  id INTEGER PRIMARY KEY,
  merchant_id INTEGER NOT NULL REFERENCES merchants (id),
  telegram_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'cashier', 'auditor')),
  added_at INTEGER NOT NULL,
  removed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX staff_once ON staff (telegram_id, merchant_id) WHERE removed_at IS NULL;
CREATE INDEX staff_by_merchant ON staff (merchant_id) WHERE removed_at IS NULL;

CREATE TABLE staff_invites (
  id INTEGER PRIMARY KEY,
  merchant_id INTEGER NOT NULL REFERENCES merchants (id),
  role TEXT NOT NULL CHECK (role IN ('manager', 'cashier', 'auditor')),
  invited_by INTEGER NOT NULL REFERENCES staff (id),
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'claimed', 'accepted', 'refused')),
  claimed_by INTEGER,
  claimed_name TEXT,
  generation INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

-- The journal: every change of points is one row whose postings sum to zero. Nothing in it is ever changed.
CREATE TABLE journal (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('earn', 'activate', 'hold', 'confirm', 'cancel', 'lapse', 'redeem', 'expire',
    'referral', 'gift', 'refund', 'reverse', 'repay', 'forgive', 'transfer', 'adjust')),
  key TEXT NOT NULL UNIQUE,
  actor TEXT NOT NULL,
  merchant_id INTEGER REFERENCES merchants (id),
  member_id INTEGER REFERENCES members (id),
  reverses INTEGER REFERENCES journal (id),
  programme INTEGER NOT NULL,
  basis TEXT
) STRICT;
CREATE INDEX journal_by_member ON journal (member_id, id);
CREATE INDEX journal_by_reversed ON journal (reverses) WHERE reverses IS NOT NULL;

CREATE TABLE postings (
  journal_id INTEGER NOT NULL REFERENCES journal (id),
  account TEXT NOT NULL,
  points INTEGER NOT NULL CHECK (points <> 0),
  PRIMARY KEY (journal_id, account)
) STRICT, WITHOUT ROWID;

-- Every earning opens a lot; remaining is points less the sum of its allocations.
CREATE TABLE lots (
  id INTEGER PRIMARY KEY,
  member_id INTEGER NOT NULL REFERENCES members (id),
  merchant_id INTEGER NOT NULL REFERENCES merchants (id),
  journal_id INTEGER NOT NULL REFERENCES journal (id),
  state TEXT NOT NULL CHECK (state IN ('pending', 'active', 'spent', 'expired', 'reversed')),
  points INTEGER NOT NULL CHECK (points > 0),
  remaining INTEGER NOT NULL CHECK (remaining BETWEEN 0 AND points),
  earned_at INTEGER NOT NULL,
  activates_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  extended INTEGER NOT NULL DEFAULT 0 CHECK (extended IN (0, 1)),
  slides TEXT,
  CHECK ((state IN ('pending', 'active')) = (remaining > 0))
) STRICT;
CREATE INDEX lots_open ON lots (member_id, expires_at, earned_at, id, state, remaining, activates_at)
  WHERE state IN ('pending', 'active');
CREATE INDEX lots_by_member ON lots (member_id);
CREATE INDEX lots_by_journal ON lots (journal_id);
CREATE INDEX lots_to_activate ON lots (activates_at, id) WHERE state = 'pending';
CREATE INDEX lots_to_expire ON lots (expires_at, member_id, id, state) WHERE state = 'active';
CREATE INDEX lots_open_by_merchant ON lots (merchant_id, remaining) WHERE state IN ('pending', 'active');

-- Which lots a row took points from (above zero) or gave them back to (below zero).
CREATE TABLE allocations (
  journal_id INTEGER NOT NULL REFERENCES journal (id),
  lot_id INTEGER NOT NULL REFERENCES lots (id),
  points INTEGER NOT NULL CHECK (points <> 0),
  PRIMARY KEY (journal_id, lot_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX allocations_by_lot ON allocations (lot_id);

-- The two codes of a card live two minutes, one pair a member; the till code is unique among the living.
CREATE TABLE cards (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  member_id INTEGER NOT NULL REFERENCES members (id),
  till_code TEXT NOT NULL,
  alive INTEGER NOT NULL DEFAULT 1 CHECK (alive IN (0, 1)),
  generation INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX cards_living_code ON cards (till_code) WHERE alive = 1;
CREATE UNIQUE INDEX cards_living_member ON cards (member_id) WHERE alive = 1;
CREATE INDEX cards_to_end ON cards (expires_at) WHERE alive = 1;

CREATE TABLE sales (
  id INTEGER PRIMARY KEY,
  merchant_id INTEGER NOT NULL REFERENCES merchants (id),
  staff_id INTEGER NOT NULL REFERENCES staff (id),
  member_id INTEGER REFERENCES members (id),
  card_id INTEGER,
  route TEXT NOT NULL CHECK (route IN ('till', 'card', 'qr')),
  state TEXT NOT NULL CHECK (state IN ('open', 'booked', 'undone')),
  amount INTEGER NOT NULL CHECK (amount > 0),
  receipt TEXT,
  receipt_key TEXT,
  business_date TEXT NOT NULL,
  points INTEGER NOT NULL CHECK (points >= 0),
  journal_id INTEGER REFERENCES journal (id),
  generation INTEGER NOT NULL DEFAULT 1,
  recorded_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  booked_at INTEGER,
  programme INTEGER NOT NULL DEFAULT 1,
  category TEXT,
  base_points INTEGER NOT NULL DEFAULT 0 CHECK (base_points >= 0),
  refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded >= 0),
  campaigns TEXT
) STRICT;
CREATE UNIQUE INDEX sales_receipt ON sales (merchant_id, business_date, receipt_key)
  WHERE receipt_key IS NOT NULL AND state <> 'undone';
CREATE INDEX sales_by_member ON sales (member_id, id) WHERE member_id IS NOT NULL;
CREATE INDEX sales_by_card ON sales (card_id) WHERE card_id IS NOT NULL;
CREATE INDEX sales_by_day ON sales (member_id, business_date, merchant_id) WHERE member_id IS NOT NULL;
CREATE INDEX sales_by_staff ON sales (staff_id, business_date);
CREATE INDEX sales_by_visit ON sales (merchant_id, business_date, member_id)
  WHERE member_id IS NOT NULL AND state = 'booked';

CREATE TABLE rewards (
  id INTEGER PRIMARY KEY,
  merchant_id INTEGER NOT NULL REFERENCES merchants (id),
  name TEXT NOT NULL,
  points INTEGER NOT NULL CHECK (points > 0),
  state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'retired')),
  created_at INTEGER NOT NULL,
  kind TEXT NOT NULL DEFAULT 'product' CHECK (kind IN ('product', 'discount', 'access', 'digital')),
  description TEXT,
  picture TEXT,
  stock INTEGER CHECK (stock >= 0),
  member_limit INTEGER CHECK (member_limit > 0),
  tier TEXT,
  starts_at INTEGER,
  ends_at INTEGER,
  retail INTEGER CHECK (retail >= 0)
) STRICT;
CREATE INDEX rewards_by_merchant ON rewards (merchant_id) WHERE state = 'active';

CREATE TABLE vouchers (
  id INTEGER PRIMARY KEY,
  member_id INTEGER NOT NULL REFERENCES members (id),
  reward_id INTEGER NOT NULL REFERENCES rewards (id),
  merchant_id INTEGER NOT NULL REFERENCES merchants (id),
  points INTEGER NOT NULL CHECK (points > 0),
  state TEXT NOT NULL CHECK (state IN ('held', 'confirmed', 'cancelled', 'lapsed')),
  journal_id INTEGER NOT NULL REFERENCES journal (id),
  staff_id INTEGER REFERENCES staff (id),
  generation INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE INDEX vouchers_held ON vouchers (member_id, expires_at) WHERE state = 'held';
CREATE INDEX vouchers_to_lapse ON vouchers (expires_at, id) WHERE state = 'held';
CREATE UNIQUE INDEX vouchers_by_journal ON vouchers (journal_id);
CREATE INDEX vouchers_by_member ON vouchers (member_id, reward_id);

-- A cashier asks to use a reward or a voucher at the till; the member answers.
CREATE TABLE till_requests (
  id INTEGER PRIMARY KEY,
  member_id INTEGER NOT NULL REFERENCES members (id),
  merchant_id INTEGER NOT NULL REFERENCES merchants (id),
  staff_id INTEGER NOT NULL REFERENCES staff (id),
  reward_id INTEGER NOT NULL REFERENCES rewards (id),
  voucher_id INTEGER REFERENCES vouchers (id),
  state TEXT NOT NULL DEFAULT 'asked' CHECK (state IN ('asked', 'accepted', 'declined')),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

-- A redemption code that a merchant issues: whoever scans it first may redeem the reward.
CREATE TABLE codes (
  id INTEGER PRIMARY KEY,
  merchant_id INTEGER NOT NULL REFERENCES merchants (id),
  reward_id INTEGER NOT NULL REFERENCES rewards (id),
  staff_id INTEGER NOT NULL REFERENCES staff (id),
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'used')),
  used_by INTEGER REFERENCES members (id),
  journal_id INTEGER REFERENCES journal (id),
  generation INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
) STRICT;

-- One row a friend, for ever: what became of the invitation.
CREATE TABLE referrals (
  referee_id INTEGER PRIMARY KEY REFERENCES members (id),
  referrer_id INTEGER NOT NULL REFERENCES members (id),
  state TEXT NOT NULL DEFAULT 'joined' CHECK (state IN ('joined', 'paid')),
  sale_id INTEGER REFERENCES sales (id),
  referrer_lot_id INTEGER REFERENCES lots (id),
  referee_lot_id INTEGER REFERENCES lots (id),
  joined_at INTEGER NOT NULL,
  paid_at INTEGER,
  CHECK (referee_id <> referrer_id)
) STRICT;
CREATE INDEX referrals_by_referrer ON referrals (referrer_id, paid_at);
CREATE INDEX referrals_by_sale ON referrals (sale_id) WHERE sale_id IS NOT NULL;

-- When points are worth more; all of it is fixed when it is made, only the state changes.
CREATE TABLE campaigns (
  id INTEGER PRIMARY KEY,
  merchant_id INTEGER REFERENCES merchants (id),
  name TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'paused', 'ended')),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  weekdays INTEGER NOT NULL DEFAULT 127 CHECK (weekdays BETWEEN 1 AND 127),
  from_minute INTEGER NOT NULL DEFAULT 0,
  to_minute INTEGER NOT NULL DEFAULT 1440,
  multiplier_percent INTEGER CHECK (multiplier_percent > 0),
  bonus INTEGER CHECK (bonus > 0),
  minimum INTEGER NOT NULL DEFAULT 0 CHECK (minimum >= 0),
  category TEXT,
  tier TEXT,
  first_purchase INTEGER NOT NULL DEFAULT 0 CHECK (first_purchase IN (0, 1)),
  birthday_month INTEGER NOT NULL DEFAULT 0 CHECK (birthday_month IN (0, 1)),
  member_cap INTEGER CHECK (member_cap > 0),
  total_cap INTEGER CHECK (total_cap > 0),
  priority INTEGER NOT NULL DEFAULT 0,
  given INTEGER NOT NULL DEFAULT 0 CHECK (given >= 0),
  staff_id INTEGER REFERENCES staff (id),
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  CHECK (starts_at < ends_at),
  CHECK ((multiplier_percent IS NULL) <> (bonus IS NULL))
) STRICT;
CREATE INDEX campaigns_active ON campaigns (ends_at) WHERE state = 'active';

-- The room that a purchase took of a campaign, net of refunds: points beyond what it earned without.
CREATE TABLE campaign_uses (
  campaign_id INTEGER NOT NULL REFERENCES campaigns (id),
  sale_id INTEGER NOT NULL REFERENCES sales (id),
  member_id INTEGER NOT NULL REFERENCES members (id),
  business_date TEXT NOT NULL,
  points INTEGER NOT NULL CHECK (points >= 0),
  PRIMARY KEY (campaign_id, sale_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX campaign_uses_by_member ON campaign_uses (campaign_id, member_id);
CREATE INDEX campaign_uses_by_sale ON campaign_uses (sale_id);

-- All or part of a purchase taken back.
CREATE TABLE refunds (
  id INTEGER PRIMARY KEY,
  sale_id INTEGER NOT NULL REFERENCES sales (id),
  amount INTEGER NOT NULL CHECK (amount > 0),
  points INTEGER NOT NULL CHECK (points >= 0),
  journal_id INTEGER REFERENCES journal (id),
  staff_id INTEGER REFERENCES staff (id),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX refunds_by_sale ON refunds (sale_id);

-- Every reward that was used, by voucher, code or at the till; a manager can reverse it.
CREATE TABLE redemptions (
  id INTEGER PRIMARY KEY,
  journal_id INTEGER NOT NULL UNIQUE REFERENCES journal (id),
  member_id INTEGER NOT NULL REFERENCES members (id),
  reward_id INTEGER NOT NULL REFERENCES rewards (id),
  merchant_id INTEGER NOT NULL REFERENCES merchants (id),
  voucher_id INTEGER REFERENCES vouchers (id),
  staff_id INTEGER REFERENCES staff (id),
  points INTEGER NOT NULL CHECK (points > 0),
  state TEXT NOT NULL DEFAULT 'done' CHECK (state IN ('done', 'reversed')),
  redeemed_at INTEGER NOT NULL,
  reversed_at INTEGER
) STRICT;
CREATE INDEX redemptions_by_member ON redemptions (member_id, reward_id);
CREATE INDEX redemptions_by_merchant ON redemptions (merchant_id, redeemed_at);
CREATE INDEX redemptions_by_reward ON redemptions (reward_id, redeemed_at);

-- The texts of a reward of kind digital: each is given once.
CREATE TABLE reward_codes (
  id INTEGER PRIMARY KEY,
  reward_id INTEGER NOT NULL REFERENCES rewards (id),
  code TEXT NOT NULL,
  journal_id INTEGER REFERENCES journal (id),
  given_at INTEGER,
  UNIQUE (reward_id, code)
) STRICT;
CREATE INDEX reward_codes_free ON reward_codes (reward_id, id) WHERE given_at IS NULL;
CREATE INDEX reward_codes_by_journal ON reward_codes (journal_id) WHERE journal_id IS NOT NULL;

-- What waits until a manager has looked at it: a purchase beyond a limit, a referral of many in a day.
CREATE TABLE reviews (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('purchase', 'referral')),
  merchant_id INTEGER NOT NULL REFERENCES merchants (id),
  member_id INTEGER NOT NULL REFERENCES members (id),
  sale_id INTEGER NOT NULL REFERENCES sales (id),
  reason TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'refused')),
  staff_id INTEGER REFERENCES staff (id),
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  UNIQUE (kind, sale_id)
) STRICT;
CREATE INDEX reviews_open ON reviews (merchant_id, id) WHERE state = 'open';

-- What a job of the timetable has done, by the date of the programme's calendar.
CREATE TABLE runs (
  job TEXT NOT NULL,
  date TEXT NOT NULL,
  ended_at INTEGER NOT NULL,
  PRIMARY KEY (job, date)
) STRICT, WITHOUT ROWID;

-- How each job of the timetable went last.
CREATE TABLE jobs (
  name TEXT PRIMARY KEY,
  started_at INTEGER NOT NULL,
  ended_at INTEGER NOT NULL,
  did INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  succeeded_at INTEGER
) STRICT;

-- One message to many: the two waves that announce a campaign, or what a manager has written.
CREATE TABLE broadcasts (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('eve', 'morning', 'message')),
  merchant_id INTEGER REFERENCES merchants (id),
  campaign_id INTEGER REFERENCES campaigns (id),
  staff_id INTEGER REFERENCES staff (id),
  segment TEXT NOT NULL,
  text TEXT,
  picture TEXT,
  local_date TEXT,
  local_minute INTEGER,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'sending', 'stopped', 'done')),
  beyond INTEGER NOT NULL DEFAULT 0,
  written INTEGER NOT NULL DEFAULT 0,
  written_at INTEGER,
  counts TEXT,
  watcher_id INTEGER,
  watcher_message INTEGER,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  CHECK ((local_date IS NULL) = (local_minute IS NULL))
) STRICT;
CREATE INDEX broadcasts_open ON broadcasts (starts_at) WHERE ended_at IS NULL;
CREATE INDEX broadcasts_watched ON broadcasts (id) WHERE watcher_message IS NOT NULL;
CREATE INDEX broadcasts_by_campaign ON broadcasts (campaign_id) WHERE campaign_id IS NOT NULL;

-- The half-done step of a chat.
CREATE TABLE steps (
  telegram_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  data TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- What each cause led to: the same key and input give the first outcome again.
CREATE TABLE outcomes (
  key TEXT PRIMARY KEY,
  input_hash TEXT NOT NULL,
  outcome TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX outcomes_by_age ON outcomes (at);

-- Updates as Telegram sent them; the payload goes when the update is done.
CREATE TABLE inbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  bot_id INTEGER NOT NULL,
  update_id INTEGER NOT NULL,
  chat_id INTEGER NOT NULL,
  payload TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'done', 'dead')),
  attempts INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  received_at INTEGER NOT NULL,
  ended_at INTEGER,
  UNIQUE (bot_id, update_id)
) STRICT;
CREATE INDEX inbox_new ON inbox (id) WHERE state = 'new';
CREATE INDEX inbox_by_age ON inbox (received_at);
CREATE INDEX inbox_by_chat ON inbox (chat_id) WHERE state = 'new';

-- What people must hear, written in the transaction that causes it.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  telegram_id INTEGER NOT NULL,
  class TEXT NOT NULL CHECK (class IN ('service', 'offer')),
  notice TEXT NOT NULL,
  data TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'sending', 'sent', 'uncertain', 'dead', 'skipped')),
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before INTEGER NOT NULL,
  pointless_after INTEGER NOT NULL,
  lease_until INTEGER,
  error TEXT,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  reminder INTEGER NOT NULL DEFAULT 0 CHECK (reminder IN (0, 1)),
  broadcast_id INTEGER REFERENCES broadcasts (id),
  kept_until INTEGER,
  purge_at INTEGER
) STRICT;
CREATE INDEX outbox_due ON outbox (class, reminder, not_before, id) WHERE state = 'ready';
CREATE INDEX outbox_leased ON outbox (lease_until) WHERE state = 'sending';
CREATE INDEX outbox_by_person ON outbox (telegram_id);
CREATE INDEX outbox_to_purge ON outbox (purge_at) WHERE purge_at IS NOT NULL;
CREATE INDEX outbox_by_broadcast ON outbox (broadcast_id, state, error) WHERE broadcast_id IS NOT NULL;

CREATE TRIGGER journal_is_append_only_u BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_is_append_only_d BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER postings_are_append_only_u BEFORE UPDATE ON postings
BEGIN SELECT RAISE(ABORT, 'postings are append-only'); END;
CREATE TRIGGER postings_are_append_only_d BEFORE DELETE ON postings
BEGIN SELECT RAISE(ABORT, 'postings are append-only'); END;
CREATE TRIGGER allocations_are_append_only_u BEFORE UPDATE ON allocations
BEGIN SELECT RAISE(ABORT, 'allocations are append-only'); END;
CREATE TRIGGER allocations_are_append_only_d BEFORE DELETE ON allocations
BEGIN SELECT RAISE(ABORT, 'allocations are append-only'); END;
CREATE TRIGGER programmes_are_append_only_u BEFORE UPDATE ON programmes
BEGIN SELECT RAISE(ABORT, 'programmes are append-only'); END;
CREATE TRIGGER programmes_are_append_only_d BEFORE DELETE ON programmes
BEGIN SELECT RAISE(ABORT, 'programmes are append-only'); END;
