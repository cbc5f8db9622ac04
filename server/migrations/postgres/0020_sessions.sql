-- Whose a session is, so that its user can see and end it. Those of before, and of a program of before, get it when they are
-- next used.

alter table sessions add column user_id uuid;

create index sessions_by_user on sessions (user_id);
