-- The few cases whose passage is longer than most: a new report may lie in one that begins far before it. With an index of
-- their own, the others are looked for right before a report only, however many an article has.
create index cases_with_long_passage on cases (site_id, article_id, span_start, span_end, state)
    where span_end - span_start > 200;
