-- The search by words. `words` of cases, articles and corrections holds terms from now on,
-- as domain::search cuts them, with a space between. What was written before is cut roughly here, and properly when
-- the case or the article changes.

-- The cases of an article whose title or address was searched for.
create index cases_by_article on cases (site_id, article_id, case_id);

-- What a question without a place is held against. Suggestions without a place are found by their words, however
-- many of them quote the same.
create index cases_by_question on cases (site_id, article_id, quote)
    where span_start is null and proposals = 0 and state in ('open', 'held', 'accepted');
drop index cases_by_quote;

-- A case's first proposals in their order, without sorting the others.
create index proposals_by_rank on proposals (site_id, case_id, reports desc, proposal_id);
drop index proposals_by_count;

update cases set words = trim(replace(replace(replace(replace(replace(replace(words, char(10), ' '), '.', ' '), ',', ' '), '/', ' '), ':', ' '), '-', ' '));
update articles set words = trim(replace(replace(replace(replace(replace(replace(words, char(10), ' '), '.', ' '), ',', ' '), '/', ' '), ':', ' '), '-', ' '));
update corrections set words = trim(replace(replace(replace(replace(replace(replace(words, char(10), ' '), '.', ' '), ',', ' '), '/', ' '), ':', ' '), '-', ' '));

-- The full text of cases. Each term bears its site, so that a search reads nothing of other sites. The index is
-- updated by triggers, whoever writes; it keeps no text of its own, and what is erased leaves it at once. Its rows
-- have numbers, which case_places gives out: the hidden ones of cases may change.
create table case_places (
    place integer not null,
    site_id text not null,
    case_id blob not null,
    constraint case_places_key primary key (place),
    constraint case_places_case unique (site_id, case_id)
) strict;

create virtual table case_search using fts5 (words, content = '', detail = 'none', tokenize = 'ascii');
insert into case_search (case_search, rank) values ('secure-delete', 1);

create trigger case_search_insert after insert on cases when new.words <> '' begin
    insert into case_places (site_id, case_id) values (new.site_id, new.case_id)
        on conflict (site_id, case_id) do nothing;
    insert into case_search (rowid, words)
        select place, replace(new.site_id, '-', '·') || '›' || replace(new.words, ' ', ' ' || replace(new.site_id, '-', '·') || '›')
        from case_places where site_id = new.site_id and case_id = new.case_id;
end;

create trigger case_search_update after update of words on cases when old.words <> new.words begin
    insert into case_search (case_search, rowid, words)
        select 'delete', place, replace(old.site_id, '-', '·') || '›' || replace(old.words, ' ', ' ' || replace(old.site_id, '-', '·') || '›')
        from case_places where site_id = old.site_id and case_id = old.case_id and old.words <> '';
    insert into case_places (site_id, case_id) values (new.site_id, new.case_id)
        on conflict (site_id, case_id) do nothing;
    insert into case_search (rowid, words)
        select place, replace(new.site_id, '-', '·') || '›' || replace(new.words, ' ', ' ' || replace(new.site_id, '-', '·') || '›')
        from case_places where site_id = new.site_id and case_id = new.case_id and new.words <> '';
end;

create trigger case_search_delete after delete on cases begin
    insert into case_search (case_search, rowid, words)
        select 'delete', place, replace(old.site_id, '-', '·') || '›' || replace(old.words, ' ', ' ' || replace(old.site_id, '-', '·') || '›')
        from case_places where site_id = old.site_id and case_id = old.case_id and old.words <> '';
    delete from case_places where site_id = old.site_id and case_id = old.case_id;
end;

insert into case_places (site_id, case_id) select site_id, case_id from cases where words <> '';
insert into case_search (rowid, words)
    select p.place, replace(t.site_id, '-', '·') || '›' || replace(t.words, ' ', ' ' || replace(t.site_id, '-', '·') || '›')
    from cases t join case_places p on p.site_id = t.site_id and p.case_id = t.case_id where t.words <> '';

-- The full text of articles. Each term bears its site, so that a search reads nothing of other sites. The index is
-- updated by triggers, whoever writes; it keeps no text of its own, and what is erased leaves it at once. Its rows
-- have numbers, which article_places gives out: the hidden ones of articles may change.
create table article_places (
    place integer not null,
    site_id text not null,
    article_id blob not null,
    constraint article_places_key primary key (place),
    constraint article_places_article unique (site_id, article_id)
) strict;

create virtual table article_search using fts5 (words, content = '', detail = 'none', tokenize = 'ascii');
insert into article_search (article_search, rank) values ('secure-delete', 1);

create trigger article_search_insert after insert on articles when new.words <> '' begin
    insert into article_places (site_id, article_id) values (new.site_id, new.article_id)
        on conflict (site_id, article_id) do nothing;
    insert into article_search (rowid, words)
        select place, replace(new.site_id, '-', '·') || '›' || replace(new.words, ' ', ' ' || replace(new.site_id, '-', '·') || '›')
        from article_places where site_id = new.site_id and article_id = new.article_id;
end;

create trigger article_search_update after update of words on articles when old.words <> new.words begin
    insert into article_search (article_search, rowid, words)
        select 'delete', place, replace(old.site_id, '-', '·') || '›' || replace(old.words, ' ', ' ' || replace(old.site_id, '-', '·') || '›')
        from article_places where site_id = old.site_id and article_id = old.article_id and old.words <> '';
    insert into article_places (site_id, article_id) values (new.site_id, new.article_id)
        on conflict (site_id, article_id) do nothing;
    insert into article_search (rowid, words)
        select place, replace(new.site_id, '-', '·') || '›' || replace(new.words, ' ', ' ' || replace(new.site_id, '-', '·') || '›')
        from article_places where site_id = new.site_id and article_id = new.article_id and new.words <> '';
end;

create trigger article_search_delete after delete on articles begin
    insert into article_search (article_search, rowid, words)
        select 'delete', place, replace(old.site_id, '-', '·') || '›' || replace(old.words, ' ', ' ' || replace(old.site_id, '-', '·') || '›')
        from article_places where site_id = old.site_id and article_id = old.article_id and old.words <> '';
    delete from article_places where site_id = old.site_id and article_id = old.article_id;
end;

insert into article_places (site_id, article_id) select site_id, article_id from articles where words <> '';
insert into article_search (rowid, words)
    select p.place, replace(t.site_id, '-', '·') || '›' || replace(t.words, ' ', ' ' || replace(t.site_id, '-', '·') || '›')
    from articles t join article_places p on p.site_id = t.site_id and p.article_id = t.article_id where t.words <> '';
