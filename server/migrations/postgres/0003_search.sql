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

update cases set words = trim(regexp_replace(regexp_replace(words, '[\s.,/:-]+', ' ', 'g'), '\S{101,}', ' ', 'g'));
update articles set words = trim(regexp_replace(regexp_replace(words, '[\s.,/:-]+', ' ', 'g'), '\S{101,}', ' ', 'g'));
update corrections set words = trim(regexp_replace(regexp_replace(words, '[\s.,/:-]+', ' ', 'g'), '\S{101,}', ' ', 'g'));

-- The full text of cases and articles. Each term bears its site, so that a search reads nothing of other sites.
create function search_terms(site text, words text) returns tsvector
    language sql immutable strict parallel safe
    as $$ select array_to_tsvector(array_remove(
        string_to_array(site || '›' || replace(words, ' ', ' ' || site || '›'), ' '), site || '›')) $$;

create index case_search on cases using gin (search_terms(site_id, words));
create index article_search on articles using gin (search_terms(site_id, words));
