-- Readers' addresses, sealed, with a keyed hash to find them by. `email` holds addresses that an older version wrote,
-- until they are sealed.

alter table reports add column email_sealed text;
alter table reports add column email_hash bytea;

create index reports_with_email on reports (site_id, report_id)
    where email is not null or email_sealed is not null;
create index reports_by_email on reports (site_id, email_hash, report_id) where email_hash is not null;

-- What is removed when its time is up.
create index cases_of_junk on cases (site_id, case_id) where outcome = 'junk' and reports > 0;
