ALTER TABLE merchants ADD COLUMN win_back_days INTEGER CHECK (win_back_days > 0);
ALTER TABLE people ADD COLUMN offered_on TEXT;
ALTER TABLE people ADD COLUMN offered_by INTEGER;
ALTER TABLE people ADD COLUMN offers_asked INTEGER NOT NULL DEFAULT 0 CHECK (offers_asked IN (0, 1));
CREATE INDEX people_by_birthday ON people (birthday, member_id) WHERE birthday IS NOT NULL;
CREATE INDEX people_wanting_offers ON people (member_id) WHERE offers = 1;
DROP INDEX lots_to_expire;
CREATE INDEX lots_to_expire ON lots (expires_at, member_id, id, state) WHERE state = 'active';
CREATE INDEX sales_by_visit ON sales (merchant_id, business_date, member_id)
  WHERE member_id IS NOT NULL AND state = 'booked';
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

ALTER TABLE outbox ADD COLUMN reminder INTEGER NOT NULL DEFAULT 0 CHECK (reminder IN (0, 1));
ALTER TABLE outbox ADD COLUMN broadcast_id INTEGER REFERENCES broadcasts (id);
ALTER TABLE outbox ADD COLUMN kept_until INTEGER;
ALTER TABLE outbox ADD COLUMN purge_at INTEGER;
DROP INDEX outbox_due;
DROP INDEX outbox_by_age;
CREATE INDEX outbox_due ON outbox (class, reminder, not_before, id) WHERE state = 'ready';
CREATE INDEX outbox_leased ON outbox (lease_until) WHERE state = 'sending';
CREATE INDEX outbox_to_purge ON outbox (purge_at) WHERE purge_at IS NOT NULL;
CREATE INDEX outbox_by_broadcast ON outbox (broadcast_id, state, error) WHERE broadcast_id IS NOT NULL;
-- What has ended before is kept for a week from then.
UPDATE outbox SET purge_at = ended_at + 604800000 WHERE ended_at IS NOT NULL;
