-- What keeps abuse cheap: what senders are counted by, the junk lane beside the queue, proofs of work that were
-- spent, sources that are blocked for a time, and what a publisher takes of one article.

alter table sites add column reports_per_article integer;
alter table sites add column closed_after_days integer;

alter table cases add column lane text not null default 'desk'
    constraint cases_lane check (lane in ('desk', 'junk'));

-- What is odd about the report; none as a rule.
alter table reports add column suspicion text
    constraint reports_suspicion
        check (suspicion in ('honeypot', 'quick', 'stale', 'blocked', 'busy'));
-- A keyed hash of where it came from, for blocking; forgotten after some days.
alter table reports add column source blob;

-- The queue in each lane, by what matters most, and by age.
create index cases_in_lane_by_priority on cases (site_id, lane, state, priority, case_id)
    where reports > 0;
create index cases_in_lane_by_age on cases (site_id, lane, state, case_id) where reports > 0;

-- How many reports came from a client or to a site in a minute, or about an article in a day. `begins` is when that
-- minute or day did; nothing here is older than its use.
create table tallies (
    site_id text not null,
    what text not null,
    subject blob not null,
    begins integer not null,
    reports integer not null,
    constraint tallies_key primary key (site_id, what, subject, begins),
    constraint tallies_site foreign key (site_id) references sites (site_id) on delete cascade,
    constraint tallies_what check (what in ('client', 'site', 'article'))
) strict, without rowid;

create table spent_proofs (
    site_id text not null,
    proof blob not null,
    expires integer not null,
    constraint spent_proofs_key primary key (site_id, proof),
    constraint spent_proofs_site foreign key (site_id) references sites (site_id) on delete cascade
) strict, without rowid;

create table blocks (
    site_id text not null,
    source blob not null,
    until integer not null,
    constraint blocks_key primary key (site_id, source),
    constraint blocks_site foreign key (site_id) references sites (site_id) on delete cascade
) strict, without rowid;
