-- How the passages of cases read in the revisions of their articles, and a quick way to an article's newest revisions.
-- The words are the article's own. A case without rows reads as its own row says, and has done so since it was opened.

create table readings (
    site_id text not null,
    case_id blob not null,
    -- From 1 on in each case.
    place integer not null,
    at integer not null,
    revision_id blob,
    placement text not null,
    -- What stood there; none where the passage had no place.
    words text,
    constraint readings_key primary key (site_id, case_id, place),
    constraint readings_case foreign key (site_id, case_id)
        references cases (site_id, case_id) on delete cascade,
    constraint readings_placement
        check (placement in ('pending', 'exact', 'edited', 'ambiguous', 'gone', 'already'))
) strict;

create index revisions_by_age on revisions (site_id, article_id, created, revision_id);
