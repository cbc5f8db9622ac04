-- A revision that was fetched from the web, and until when it need not be fetched again. None for what a publisher
-- pushed or a connector read: only such a revision proves that a passage is gone.
alter table revisions add column fetched_until integer;
