-- Which programs may work on this schema: those whose newest migration has this number or a higher one. Migrations
-- only expand, so the number stays as it is; one that contracts, a version later, raises it.

create table compatibility (
    name text not null,
    schema_number bigint not null,
    constraint compatibility_key primary key (name)
);

insert into compatibility (name, schema_number) values ('works_from', 1);
