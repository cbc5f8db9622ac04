//! What the database says of its own tables: their columns, their keys, and which of them refer to which.
//!
//! Whatever goes over all tables (a copy, a check) asks here, so that a column that a migration adds is not forgotten.
//! Tables that a database keeps for itself, such as those behind a full-text index and the places it counts by, and
//! columns that it computes, are left out: they follow from the others.

use std::collections::BTreeMap;

use super::db::{Conn, dialect, query};
use super::{Error, Result};

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) name: String,
    /// By name, so that both databases agree on the order.
    pub(super) columns: Vec<Column>,
    /// The columns of its primary key, in the key's order.
    pub(super) key: Vec<String>,
    /// The tables that its rows refer to.
    pub(super) parents: Vec<String>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Kind,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Bytes,
    /// PostgreSQL's own type; SQLite keeps ids as bytes.
    Uuid,
    /// A type that only PostgreSQL has, by its name; it travels as text.
    Other(String),
}

impl Table {
    pub(super) fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|known| known.name == column)
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    table_name: String,
    column_name: String,
    declared: String,
    /// From one; none, or nought, when it is not of the key.
    key_position: Option<i64>,
}

/// All tables, those that others refer to before those that refer to them, and by name where that leaves a choice.
pub(super) async fn tables(conn: &mut Conn) -> Result<Vec<Table>> {
    let columns = dialect!(
        &*conn,
        sqlite: "select t.name as table_name, c.name as column_name, lower(c.type) as declared,
                c.pk as key_position
            from pragma_table_list as t join pragma_table_xinfo(t.name) as c
            where t.schema = 'main' and t.type = 'table' and c.hidden = 0
                and substr(t.name, 1, 7) <> 'sqlite_' and substr(t.name, 1, 1) <> '_'
                and t.name not in ('case_places', 'article_places')
            order by t.name, c.name",
        postgres: "select c.relname::text as table_name, a.attname::text as column_name,
                format_type(a.atttypid, null) as declared,
                array_position(k.conkey, a.attnum)::bigint as key_position
            from pg_class c join pg_attribute a on a.attrelid = c.oid
                left join pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
            where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
                and not c.relispartition and left(c.relname, 1) <> '_'
                and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
            order by c.relname::text collate \"C\", a.attname::text collate \"C\"",
    );
    let parents = dialect!(
        &*conn,
        sqlite: "select distinct t.name, f.\"table\" from pragma_table_list as t
                join pragma_foreign_key_list(t.name) as f where t.schema = 'main'
            order by 1, 2",
        postgres: "select distinct c.relname::text, p.relname::text from pg_constraint k
                join pg_class c on c.oid = k.conrelid join pg_class p on p.oid = k.confrelid
            where k.contype = 'f' and c.relnamespace = current_schema()::regnamespace
            order by 1, 2",
    );
    let columns = query!(fetch_all, Row, &mut *conn, columns)?;
    let parents = query!(fetch_all, (String, String), &mut *conn, parents)?;
    in_order(gathered(columns, &parents))
}

fn gathered(rows: Vec<Row>, parents: &[(String, String)]) -> BTreeMap<String, Table> {
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    let mut keys: BTreeMap<(String, i64), String> = BTreeMap::new();
    for row in rows {
        let table = tables.entry(row.table_name.clone());
        let table = table.or_insert_with(|| Table {
            parents: parents
                .iter()
                .filter(|(child, parent)| *child == row.table_name && child != parent)
                .map(|(_, parent)| parent.clone())
                .collect(),
            name: row.table_name.clone(),
            columns: Vec::new(),
            key: Vec::new(),
        });
        if let Some(position) = row.key_position.filter(|position| *position > 0) {
            keys.insert((row.table_name, position), row.column_name.clone());
        }
        table.columns.push(Column {
            kind: kind(row.declared),
            name: row.column_name,
        });
    }
    for ((table, _), column) in keys {
        tables
            .entry(table)
            .and_modify(|table| table.key.push(column));
    }
    tables
}

fn kind(declared: String) -> Kind {
    match declared.as_str() {
        "text" => Kind::Text,
        "bigint" | "integer" | "smallint" | "int" | "real" | "double precision" => Kind::Number,
        "bytea" | "blob" => Kind::Bytes,
        "uuid" => Kind::Uuid,
        _ => Kind::Other(declared),
    }
}

/// Parents first.
fn in_order(mut left: BTreeMap<String, Table>) -> Result<Vec<Table>> {
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let free = |table: &&Table| !table.parents.iter().any(|parent| left.contains_key(parent));
        let Some(name) = left.values().find(free).map(|table| table.name.clone()) else {
            return Err(Error::Corrupt(
                "tables that refer to each other in a circle".to_owned(),
            ));
        };
        ordered.extend(left.remove(&name));
    }
    Ok(ordered)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, parents: &[&str]) -> (String, Table) {
        let table = Table {
            name: name.to_owned(),
            columns: Vec::new(),
            key: Vec::new(),
            parents: parents.iter().map(|name| (*name).to_owned()).collect(),
        };
        (name.to_owned(), table)
    }

    #[test]
    fn parents_come_first() {
        let tables = [
            table("cases", &["sites"]),
            table("decisions", &["cases", "users"]),
            table("sites", &[]),
            table("users", &[]),
        ];
        let names = in_order(tables.into()).unwrap();
        let names: Vec<&str> = names.iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names, ["sites", "cases", "users", "decisions"]);
        assert!(in_order([table("a", &["b"]), table("b", &["a"])].into()).is_err());
    }
}
