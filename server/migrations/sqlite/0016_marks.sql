-- What editors say that they corrected elsewhere, until it was seen: the case is accepted meanwhile. What is put into
-- the article from here is an acceptance.

create table marks (
    site_id text not null,
    case_id blob not null,
    outcome text not null,
    notice_kind text,
    notice_text text,
    actor_id blob not null,
    actor_name text not null,
    constraint marks_key primary key (site_id, case_id),
    constraint marks_case foreign key (site_id, case_id)
        references cases (site_id, case_id) on delete cascade,
    constraint marks_notice
        check (notice_kind in ('correction', 'clarification', 'update', 'retraction'))
) strict;
