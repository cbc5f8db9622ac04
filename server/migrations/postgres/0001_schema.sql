-- The whole schema. Every table of a site begins its key with site_id, so that a site can be moved, and the same
-- tables partitioned or distributed in PostgreSQL, by it. Times are microseconds since 1970 in UTC; ids are
-- UUIDs of version 7; closed sets of words are checked by name; lists and settings are JSON.

create table server_values (
    name text not null,
    value bytea not null,
    constraint server_values_key primary key (name)
);

create table sites (
    site_id text not null,
    name text not null,
    origins text not null,
    language text not null,
    text_root text not null,
    text_ignore text not null,
    connector text not null,
    constraint sites_key primary key (site_id)
);

create table users (
    user_id uuid not null,
    email text not null,
    password_hash text not null,
    role text not null,
    created bigint not null,
    constraint users_key primary key (user_id),
    constraint users_email unique (email),
    constraint users_role check (role in ('editor', 'publisher', 'admin'))
);

create table user_sites (
    site_id text not null,
    user_id uuid not null,
    constraint user_sites_key primary key (site_id, user_id),
    constraint user_sites_site foreign key (site_id) references sites (site_id) on delete cascade,
    constraint user_sites_user foreign key (user_id) references users (user_id) on delete cascade
);

create index user_sites_by_user on user_sites (user_id);

create table sign_ins (
    sign_in text not null,
    failures bigint not null,
    last_failed bigint not null,
    not_before bigint not null,
    constraint sign_ins_key primary key (sign_in)
);

create table sessions (
    session_id bytea not null,
    data text not null,
    expires bigint not null,
    constraint sessions_key primary key (session_id)
);

create index sessions_by_expiry on sessions (expires);

create table tokens (
    site_id text not null,
    token_id uuid not null,
    name text not null,
    role text not null,
    hash bytea not null,
    created bigint not null,
    constraint tokens_key primary key (site_id, token_id),
    constraint tokens_name unique (site_id, name),
    constraint tokens_site foreign key (site_id) references sites (site_id) on delete cascade,
    constraint tokens_role check (role in ('editor', 'publisher', 'admin'))
);

-- Looked up before the site is known. Not unique: the hash of 32 random bytes needs no rule.
create index tokens_by_hash on tokens (hash);

create table articles (
    site_id text not null,
    article_id uuid not null,
    url text not null,
    title text not null,
    section text,
    published bigint,
    -- The current one; none while the text is not known.
    revision_id bytea,
    -- When anything above changed.
    changed bigint not null,
    -- Title and URL in lower case, for searching.
    words text not null,
    constraint articles_key primary key (site_id, article_id),
    constraint articles_url unique (site_id, url),
    constraint articles_site foreign key (site_id) references sites (site_id) on delete cascade
);

create table revisions (
    site_id text not null,
    article_id uuid not null,
    revision_id bytea not null,
    format text not null,
    scope text not null,
    source text not null,
    created bigint not null,
    constraint revisions_key primary key (site_id, article_id, revision_id),
    constraint revisions_article foreign key (site_id, article_id)
        references articles (site_id, article_id) on delete cascade,
    constraint revisions_format check (format in ('html', 'markdown', 'text')),
    constraint revisions_scope check (scope in ('page', 'body'))
);

create table cases (
    site_id text not null,
    case_id uuid not null,
    article_id uuid not null,
    placement text not null,
    state text not null,
    outcome text,
    reason text,
    -- The kind that most reports name, and how many name each: {"typo": 3}.
    kind text not null,
    kinds text not null,
    version bigint not null,
    -- The passage; without exact the reports speak of the whole article.
    exact text,
    prefix text,
    suffix text,
    span_start bigint,
    span_end bigint,
    revision_id bytea,
    -- From the first to the last code point that a proposal touches: what a new edit is held against.
    edits_start bigint,
    edits_end bigint,
    -- A number made of the quoted words, for finding cases whose passage has no place.
    quote bigint,
    reports bigint not null,
    proposals bigint not null,
    conflict text,
    opened bigint not null,
    last_reported bigint not null,
    -- See domain::case::priority.
    priority bigint not null,
    grouping_version bigint not null,
    -- Passage and proposals in lower case, for searching.
    words text not null,
    constraint cases_key primary key (site_id, case_id),
    constraint cases_article foreign key (site_id, article_id)
        references articles (site_id, article_id) on delete cascade,
    constraint cases_placement
        check (placement in ('pending', 'exact', 'edited', 'ambiguous', 'gone', 'already')),
    constraint cases_state
        check (state in ('open', 'held', 'accepted', 'corrected', 'declined', 'merged')),
    constraint cases_outcome check (outcome in
        ('corrected', 'clarified', 'updated', 'not-an-error', 'wont-fix', 'insufficient-information',
         'already-corrected', 'out-of-scope', 'junk')),
    constraint cases_kind check (kind in
        ('typo', 'fact', 'clarification', 'attribution', 'translation', 'link', 'other')),
    constraint cases_reports check (reports >= 0)
);

-- The queue by what matters most, and by age.
create index cases_by_priority on cases (site_id, state, priority, case_id) where reports > 0;
create index cases_by_age on cases (site_id, state, case_id) where reports > 0;
-- What a new report is held against: by place and by quote.
create index cases_by_place on cases (site_id, article_id, span_start, span_end)
    where state in ('open', 'held', 'accepted');
create index cases_by_quote on cases (site_id, article_id, quote)
    where span_start is null and state in ('open', 'held', 'accepted');

create table proposals (
    site_id text not null,
    case_id uuid not null,
    proposal_id uuid not null,
    article_id uuid not null,
    span_start bigint not null,
    span_end bigint not null,
    old_words text not null,
    new_words text not null,
    -- A number made of both, for finding the same edit again.
    edit bigint not null,
    reports bigint not null,
    constraint proposals_key primary key (site_id, case_id, proposal_id),
    constraint proposals_case foreign key (site_id, case_id)
        references cases (site_id, case_id) on delete cascade,
    constraint proposals_reports check (reports >= 0)
);

create index proposals_by_edit on proposals (site_id, article_id, edit);
create index proposals_by_count on proposals (site_id, case_id, reports);

create table reports (
    site_id text not null,
    report_id uuid not null,
    article_id uuid not null,
    -- None while it waits for the article's text.
    case_id uuid,
    -- The proposal it makes; none when it makes none, or asks.
    proposal_id uuid,
    -- What the engine said of its passage when it arrived, or when it was placed.
    placement text not null,
    -- Why it joined its case; none when it made it.
    joined text,
    exact text,
    prefix text,
    suffix text,
    span_start bigint,
    span_end bigint,
    suggestion text,
    comment text,
    kind text not null,
    email text,
    extensions text,
    text_rules bigint,
    received bigint not null,
    withdrawn bigint,
    constraint reports_key primary key (site_id, report_id),
    constraint reports_article foreign key (site_id, article_id)
        references articles (site_id, article_id) on delete cascade,
    constraint reports_case foreign key (site_id, case_id)
        references cases (site_id, case_id) on delete cascade,
    constraint reports_placement
        check (placement in ('pending', 'exact', 'edited', 'ambiguous', 'gone', 'already')),
    constraint reports_kind check (kind in
        ('typo', 'fact', 'clarification', 'attribution', 'translation', 'link', 'other'))
);

create index reports_by_case on reports (site_id, case_id, report_id) where withdrawn is null;
create index reports_pending on reports (site_id, article_id)
    where case_id is null and withdrawn is null;

create table idempotency (
    site_id text not null,
    client_key text not null,
    digest bytea not null,
    report_id uuid not null,
    -- The answer that was given, as JSON of ids, words and counts.
    answer text not null,
    created bigint not null,
    constraint idempotency_key primary key (site_id, client_key),
    constraint idempotency_site foreign key (site_id) references sites (site_id) on delete cascade
);

create index idempotency_by_age on idempotency (site_id, created);

create table decisions (
    site_id text not null,
    decision_id uuid not null,
    case_id uuid not null,
    action text not null,
    outcome text,
    reason text,
    actor_id uuid not null,
    actor_name text not null,
    created bigint not null,
    constraint decisions_key primary key (site_id, decision_id),
    constraint decisions_case foreign key (site_id, case_id)
        references cases (site_id, case_id) on delete cascade
);

create index decisions_by_case on decisions (site_id, case_id, decision_id);

-- What an accepted case owes its article: one row a case, that of its last acceptance.
create table acceptances (
    site_id text not null,
    case_id uuid not null,
    article_id uuid not null,
    span_start bigint not null,
    span_end bigint not null,
    old_words text not null,
    new_words text not null,
    edit bigint not null,
    outcome text not null,
    notice_kind text,
    notice_text text,
    actor_id uuid not null,
    actor_name text not null,
    -- The connector's word for the patch, once it was applied.
    patch text,
    constraint acceptances_key primary key (site_id, case_id),
    constraint acceptances_case foreign key (site_id, case_id)
        references cases (site_id, case_id) on delete cascade,
    constraint acceptances_notice
        check (notice_kind in ('correction', 'clarification', 'update', 'retraction'))
);

create index acceptances_by_edit on acceptances (site_id, article_id, edit);

create table corrections (
    site_id text not null,
    correction_id uuid not null,
    case_id uuid not null,
    article_id uuid not null,
    kind text not null,
    notice text not null,
    -- The notice in lower case, for searching.
    words text not null,
    published bigint not null,
    modified bigint not null,
    version bigint not null,
    constraint corrections_key primary key (site_id, correction_id),
    constraint corrections_case unique (site_id, case_id),
    constraint corrections_article foreign key (site_id, article_id)
        references articles (site_id, article_id) on delete cascade,
    constraint corrections_of_case foreign key (site_id, case_id)
        references cases (site_id, case_id) on delete cascade,
    constraint corrections_kind
        check (kind in ('correction', 'clarification', 'update', 'retraction'))
);

create index corrections_by_article on corrections (site_id, article_id, correction_id);

create table jobs (
    site_id text not null,
    job_id uuid not null,
    task text not null,
    subject uuid not null,
    -- Claimed so often.
    attempts bigint not null,
    -- When it may be claimed next: when it was owed, the next attempt, or the end of the lease.
    due bigint not null,
    -- The end of the lease of the worker that has it.
    leased_until bigint,
    -- Why the last attempt failed.
    why text,
    given_up bigint not null,
    constraint jobs_key primary key (site_id, job_id),
    constraint jobs_once unique (site_id, task, subject),
    constraint jobs_site foreign key (site_id) references sites (site_id) on delete cascade,
    constraint jobs_given_up check (given_up in (0, 1))
);

create index jobs_by_due on jobs (due) where given_up = 0;

-- The last number of each site's journal: the row that makes its numbers come without gaps, in order of commit.
create table journal_heads (
    site_id text not null,
    seq bigint not null,
    constraint journal_heads_key primary key (site_id),
    constraint journal_heads_site foreign key (site_id) references sites (site_id) on delete cascade
);

create table journal (
    site_id text not null,
    seq bigint not null,
    at bigint not null,
    kind text not null,
    article_id uuid,
    case_id uuid,
    report_id uuid,
    actor_id uuid,
    constraint journal_key primary key (site_id, seq),
    constraint journal_site foreign key (site_id) references sites (site_id) on delete cascade
);

create index journal_by_case on journal (site_id, case_id, seq);
