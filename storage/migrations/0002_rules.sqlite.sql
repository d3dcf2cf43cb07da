-- What the rules need: campaigns, tiers, refunds, redemptions, limits, more kinds of rewards.
ALTER TABLE merchants ADD COLUMN ceiling INTEGER CHECK (ceiling >= 0);
ALTER TABLE merchants ADD COLUMN budget INTEGER CHECK (budget >= 0);
ALTER TABLE members ADD COLUMN tier_until_at INTEGER;
ALTER TABLE members ADD COLUMN moved_to INTEGER REFERENCES members (id);
ALTER TABLE members ADD COLUMN sliding INTEGER NOT NULL DEFAULT 0 CHECK (sliding IN (0, 1));
ALTER TABLE people ADD COLUMN phone_seal TEXT;
ALTER TABLE lots ADD COLUMN extended INTEGER NOT NULL DEFAULT 0 CHECK (extended IN (0, 1));
ALTER TABLE lots ADD COLUMN slides TEXT;
ALTER TABLE sales ADD COLUMN base_points INTEGER NOT NULL DEFAULT 0 CHECK (base_points >= 0);
ALTER TABLE sales ADD COLUMN refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded >= 0);
ALTER TABLE sales ADD COLUMN campaigns TEXT;
ALTER TABLE rewards ADD COLUMN kind TEXT NOT NULL DEFAULT 'product' CHECK (kind IN ('product', 'discount', 'access', 'digital'));
ALTER TABLE rewards ADD COLUMN description TEXT;
ALTER TABLE rewards ADD COLUMN picture TEXT;
ALTER TABLE rewards ADD COLUMN stock INTEGER CHECK (stock >= 0);
ALTER TABLE rewards ADD COLUMN member_limit INTEGER CHECK (member_limit > 0);
ALTER TABLE rewards ADD COLUMN tier TEXT;
ALTER TABLE rewards ADD COLUMN starts_at INTEGER;
ALTER TABLE rewards ADD COLUMN ends_at INTEGER;
ALTER TABLE rewards ADD COLUMN retail INTEGER CHECK (retail >= 0);
CREATE INDEX members_by_tier_until ON members (tier_until_at) WHERE tier_until_at IS NOT NULL;
CREATE INDEX people_by_phone ON people (phone_seal) WHERE phone_seal IS NOT NULL;
CREATE INDEX lots_open_by_merchant ON lots (merchant_id, remaining) WHERE state IN ('pending', 'active');
CREATE INDEX sales_by_day ON sales (member_id, business_date, merchant_id) WHERE member_id IS NOT NULL;
CREATE INDEX sales_by_staff ON sales (staff_id, business_date);
CREATE INDEX vouchers_by_member ON vouchers (member_id, reward_id);
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
-- What was redeemed and bought before is kept the same way.
INSERT INTO redemptions (journal_id, member_id, reward_id, merchant_id, voucher_id, staff_id, points, redeemed_at)
SELECT j.id, j.member_id, json_extract(j.basis, '$.reward'), j.merchant_id, json_extract(j.basis, '$.voucher'), v.staff_id, p.points, j.at
FROM journal j JOIN postings p ON p.journal_id = j.id AND p.account = 'merchant:' || j.merchant_id || ':redeemed'
LEFT JOIN vouchers v ON v.id = json_extract(j.basis, '$.voucher')
WHERE j.kind IN ('confirm', 'redeem') ORDER BY j.id;
UPDATE sales SET base_points = points WHERE state = 'booked';
