-- Each filter of the queue along an index of its own: by kind in each lane. Those that knew no lane are not asked
-- any more.
create index cases_in_lane_by_kind on cases (site_id, lane, state, kind, priority, case_id)
    where reports > 0;
create index cases_in_lane_by_kind_and_age on cases (site_id, lane, state, kind, case_id)
    where reports > 0;
drop index cases_by_priority;
drop index cases_by_age;
