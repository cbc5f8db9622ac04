-- Whose a session is, so that its user can see and end it. Those of before could not be seen, so they end here; one that a
-- program of before begins meanwhile gets its user when it is next written.

delete from sessions;

alter table sessions add column user_id blob;

create index sessions_by_user on sessions (user_id);
