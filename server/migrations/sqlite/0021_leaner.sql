-- One index instead of two for an article's cases, wherever they are: each case is written to a page less. It serves what a
-- new report is held against, as `cases_by_place` did, and whatever is asked of all cases of an article. With the state in it
-- those that were decided are passed over without a look at their rows.
create index cases_in_article on cases (site_id, article_id, span_start, span_end, state);
drop index cases_by_place;
drop index cases_by_article;
