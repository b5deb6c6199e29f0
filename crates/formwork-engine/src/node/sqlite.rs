//! Natives of `node:sqlite`: SQLite itself, through `rusqlite`.
//!
//! A statement is its SQL text plus the connection; the compiled form is in the connection's cache,
//! which makes "prepared once and reused" true without tying lifetimes together. Everything a call
//! needs from user code is converted before the connection is borrowed, so that getters of parameter
//! objects can do what they like. Connections close when closed, or when the engine frees the object.
//!
//! `iterate` runs the statement to its end first: no read lock is held while user code awaits.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use rquickjs::class::Trace;
use rquickjs::prelude::Func;
use rquickjs::{
    Array, Atom, BigInt, Class, Coerced, Ctx, FromJs, IntoJs, JsLifetime, Object, TypedArray, Value,
};
use rusqlite::config::DbConfig;
use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{CachedStatement, Connection, OpenFlags};

use crate::isolate::Isolate;
use crate::web::raise;
use crate::web::{Text, View, key_text};

/// Compiled statements kept per connection.
const MAX_STATEMENTS: usize = 256;

/// Integers beyond this cannot be JavaScript numbers.
const MAX_SAFE: i64 = (1 << 53) - 1;

type Shared = Rc<RefCell<Option<Connection>>>;

/// An open database. Not visible to user code; `js/node/sqlite.js` wraps it.
#[derive(Trace, JsLifetime)]
#[rquickjs::class]
struct Database {
    #[qjs(skip_trace)]
    connection: Shared,
}

/// A statement of a database. Not visible to user code.
#[derive(Trace, JsLifetime)]
#[rquickjs::class]
struct Statement {
    #[qjs(skip_trace)]
    connection: Shared,
    #[qjs(skip_trace)]
    sql: String,
    #[qjs(skip_trace)]
    big_ints: Cell<bool>,
    #[qjs(skip_trace)]
    arrays: Cell<bool>,
    #[qjs(skip_trace)]
    bare_names: Cell<bool>,
    #[qjs(skip_trace)]
    unknown_names: Cell<bool>,
}

/// Why a call failed, before it is an exception.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error("{message}")]
    Coded { code: &'static str, message: String },
    #[error(transparent)]
    Js(#[from] rquickjs::Error),
}

impl Failure {
    fn coded(code: &'static str, message: impl Into<String>) -> Self {
        Failure::Coded { code, message: message.into() }
    }

    fn throw(self, ctx: &Ctx<'_>) -> rquickjs::Error {
        match self {
            Failure::Js(error) => error,
            Failure::Coded { code, message } => raise::throw(ctx, coded(ctx, code, &message)),
            Failure::Sqlite(error) => raise::throw(ctx, sqlite_error(ctx, &error)),
        }
    }
}

fn coded<'js>(ctx: &Ctx<'js>, code: &str, message: &str) -> rquickjs::Result<Object<'js>> {
    let class = match code {
        "ERR_OUT_OF_RANGE" => "RangeError",
        "ERR_INVALID_ARG_TYPE" | "ERR_INVALID_ARG_VALUE" => "TypeError",
        _ => "Error",
    };
    raise::error(ctx, class, message, &[("code", code)])
}

fn sqlite_error<'js>(ctx: &Ctx<'js>, error: &rusqlite::Error) -> rquickjs::Result<Object<'js>> {
    let (number, message) = match error {
        rusqlite::Error::SqliteFailure(failure, message) => {
            (failure.extended_code, message.clone().unwrap_or_else(|| failure.to_string()))
        }
        rusqlite::Error::SqlInputError { error, msg, .. } => (error.extended_code, msg.clone()),
        other => (rusqlite::ffi::SQLITE_ERROR, other.to_string()),
    };
    let made = coded(ctx, "ERR_SQLITE_ERROR", &message)?;
    raise::set(&made, "errcode", number)?;
    raise::set(&made, "errstr", rusqlite::ffi::code_to_str(number))?;
    Ok(made)
}

fn with<R>(shared: &Shared, call: impl FnOnce(&Connection) -> Result<R, Failure>) -> Result<R, Failure> {
    let borrowed =
        shared.try_borrow().map_err(|_| Failure::coded("ERR_INVALID_STATE", "database is busy"))?;
    match &*borrowed {
        Some(connection) => call(connection),
        None => Err(Failure::coded("ERR_INVALID_STATE", "database is not open")),
    }
}

/// What `new DatabaseSync` was given.
struct Settings {
    path: String,
    read_only: bool,
    foreign_keys: bool,
    double_quotes: bool,
    timeout: u32,
}

impl Settings {
    fn read<'js>(options: &Object<'js>) -> rquickjs::Result<Self> {
        Ok(Settings {
            path: options.get::<_, Text>("path")?.0,
            read_only: options.get("readOnly")?,
            foreign_keys: options.get("foreignKeys")?,
            double_quotes: options.get("doubleQuotes")?,
            timeout: options.get("timeout")?,
        })
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        let access = match self.read_only {
            true => OpenFlags::SQLITE_OPEN_READ_ONLY,
            false => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        };
        let flags = access | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, self.foreign_keys)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, self.double_quotes)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, self.double_quotes)?;
        connection.busy_timeout(Duration::from_millis(self.timeout.into()))?;
        connection.set_prepared_statement_cache_capacity(MAX_STATEMENTS);
        Ok(connection)
    }
}

#[rquickjs::methods(rename_all = "camelCase")]
impl Database {
    fn exec(&self, ctx: Ctx<'_>, sql: Text) -> rquickjs::Result<()> {
        with(&self.connection, |connection| {
            bound(&ctx, connection);
            Ok(connection.execute_batch(&sql.0)?)
        })
        .map_err(|f| f.throw(&ctx))
    }

    fn prepare(&self, ctx: Ctx<'_>, sql: Text) -> rquickjs::Result<Statement> {
        with(&self.connection, |connection| Ok(connection.prepare_cached(&sql.0).map(drop)?))
            .map_err(|f| f.throw(&ctx))?;
        Ok(Statement {
            connection: self.connection.clone(),
            sql: sql.0,
            big_ints: Cell::new(false),
            arrays: Cell::new(false),
            bare_names: Cell::new(true),
            unknown_names: Cell::new(false),
        })
    }

    fn is_open(&self) -> bool {
        self.connection.borrow().is_some()
    }

    fn is_transaction(&self, ctx: Ctx<'_>) -> rquickjs::Result<bool> {
        with(&self.connection, |connection| Ok(!connection.is_autocommit())).map_err(|f| f.throw(&ctx))
    }

    /// The file of the database, `null` for one in memory.
    fn location(&self, ctx: Ctx<'_>) -> rquickjs::Result<Option<String>> {
        with(&self.connection, |connection| {
            Ok(connection.path().filter(|p| !p.is_empty()).map(str::to_owned))
        })
        .map_err(|f| f.throw(&ctx))
    }

    fn close(&self, ctx: Ctx<'_>) -> rquickjs::Result<()> {
        match self.connection.borrow_mut().take() {
            Some(connection) => connection.close().map_err(|(_, error)| Failure::from(error).throw(&ctx)),
            None => Err(Failure::coded("ERR_INVALID_STATE", "database is not open").throw(&ctx)),
        }
    }
}

/// A parameter of user code as SQLite takes it; `place` is for the message.
fn to_sql<'js>(ctx: &Ctx<'js>, value: Value<'js>, place: &str) -> Result<Sql, Failure> {
    if value.is_null() {
        return Ok(Sql::Null);
    }
    if let Some(number) = value.as_number() {
        // As Node does: a column's affinity makes integers of whole numbers.
        return Ok(Sql::Real(number));
    }
    if value.is_string() {
        return Ok(Sql::Text(Text::from_js(ctx, value)?.0));
    }
    if value.is_big_int() {
        let digits: Coerced<String> = Coerced::from_js(ctx, value)?;
        return match digits.0.parse() {
            Ok(integer) => Ok(Sql::Integer(integer)),
            Err(_) => Err(Failure::coded(
                "ERR_INVALID_ARG_VALUE",
                format!("BigInt value is too large to bind: {}", digits.0),
            )),
        };
    }
    if value.is_object() {
        if let Ok(bytes) = View::from_js(ctx, value) {
            return Ok(Sql::Blob(bytes.to_vec()));
        }
        ctx.catch();
    }
    Err(Failure::coded(
        "ERR_INVALID_ARG_TYPE",
        format!("Provided value cannot be bound to SQLite parameter {place}."),
    ))
}

/// Parameters of one call, out of the engine.
struct Parameters {
    named: Vec<(String, Sql)>,
    positional: Vec<Sql>,
}

impl Parameters {
    /// `named` is the leading object of the call, or `null`.
    fn read<'js>(
        ctx: &Ctx<'js>,
        named: Option<Object<'js>>,
        positional: Vec<Value<'js>>,
    ) -> Result<Self, Failure> {
        let mut parameters =
            Parameters { named: Vec::new(), positional: Vec::with_capacity(positional.len()) };
        if let Some(named) = named {
            for entry in named.props::<Atom, Value>() {
                let (name, value) = entry?;
                let name = key_text(name)?;
                let value = to_sql(ctx, value, &name)?;
                parameters.named.push((name, value));
            }
        }
        for (index, value) in positional.into_iter().enumerate() {
            parameters.positional.push(to_sql(ctx, value, &(index + 1).to_string())?);
        }
        Ok(parameters)
    }

    fn bind(self, statement: &mut CachedStatement<'_>, options: &Statement) -> Result<(), Failure> {
        for (name, value) in self.named {
            let index = match statement.parameter_index(&name)? {
                Some(index) => Some(index),
                None if options.bare_names.get() => bare_index(statement, &name)?,
                None => None,
            };
            match index {
                Some(index) => statement.raw_bind_parameter(index, value)?,
                None if options.unknown_names.get() => {}
                None => {
                    return Err(Failure::coded(
                        "ERR_INVALID_STATE",
                        format!("Unknown named parameter '{name}'"),
                    ));
                }
            }
        }
        // Positional values go to the parameters without a name, in order.
        let mut index = 1;
        for value in self.positional {
            while statement.parameter_name(index).is_some_and(|name| !name.starts_with('?')) {
                index += 1;
            }
            if index > statement.parameter_count() {
                let error = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_RANGE);
                let message = Some("column index out of range".to_owned());
                return Err(rusqlite::Error::SqliteFailure(error, message).into());
            }
            statement.raw_bind_parameter(index, value)?;
            index += 1;
        }
        Ok(())
    }
}

fn bare_index(statement: &CachedStatement<'_>, name: &str) -> Result<Option<usize>, Failure> {
    for prefix in [':', '$', '@'] {
        if let Some(index) = statement.parameter_index(&format!("{prefix}{name}"))? {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

/// A column's value for user code.
fn to_js<'js>(ctx: &Ctx<'js>, value: ValueRef<'_>, big_ints: bool) -> Result<Value<'js>, Failure> {
    Ok(match value {
        ValueRef::Null => Value::new_null(ctx.clone()),
        ValueRef::Integer(integer) if big_ints => BigInt::from_i64(ctx.clone(), integer)?.into_value(),
        ValueRef::Integer(integer) if integer.abs_diff(0) <= MAX_SAFE.unsigned_abs() => {
            Value::new_number(ctx.clone(), integer as f64)
        }
        ValueRef::Integer(integer) => {
            return Err(Failure::coded(
                "ERR_OUT_OF_RANGE",
                format!("Value is too large to be represented as a JavaScript number: {integer}"),
            ));
        }
        ValueRef::Real(real) => Value::new_number(ctx.clone(), real),
        ValueRef::Text(text) => String::from_utf8_lossy(text).as_ref().into_js(ctx)?,
        ValueRef::Blob(bytes) => TypedArray::<u8>::new_copy(ctx.clone(), bytes)?.into_js(ctx)?,
    })
}

/// A statement that runs past the CPU deadline of the code that runs it is interrupted (F-206): QuickJS, which ends the
/// code, does not get to ask while SQLite works.
fn bound(ctx: &Ctx<'_>, connection: &Connection) {
    let until = Isolate::current(ctx).and_then(|isolate| isolate.cpu_deadline());
    connection.progress_handler(10_000, until.map(|until| move || Instant::now() >= until));
}

/// What one execution gives.
enum Wanted {
    First,
    All,
    Changes,
}

impl Statement {
    fn execute<'js>(
        &self,
        ctx: &Ctx<'js>,
        parameters: Parameters,
        wanted: &Wanted,
    ) -> Result<Value<'js>, Failure> {
        let closed = |failure| match failure {
            Failure::Coded { .. } => Failure::coded("ERR_INVALID_STATE", "statement has been finalized"),
            other => other,
        };
        if self.connection.try_borrow().is_ok_and(|connection| connection.is_none()) {
            return Err(closed(Failure::coded("", "")));
        }
        with(&self.connection, |connection| {
            bound(ctx, connection);
            let mut statement = connection.prepare_cached(&self.sql)?;
            parameters.bind(&mut statement, self)?;
            let names: Vec<Atom<'js>> = match wanted {
                Wanted::Changes => Vec::new(),
                _ => {
                    let names = statement.column_names();
                    names
                        .into_iter()
                        .map(|name| Atom::from_str(ctx.clone(), name))
                        .collect::<Result<_, _>>()?
                }
            };
            let mut rows = statement.raw_query();
            match wanted {
                Wanted::First => match rows.next()? {
                    Some(row) if !names.is_empty() => self.row(ctx, row, &names),
                    _ => Ok(Value::new_undefined(ctx.clone())),
                },
                Wanted::All => {
                    let all = Array::new(ctx.clone())?;
                    let mut index = 0;
                    while let Some(row) = rows.next()? {
                        all.set(index, self.row(ctx, row, &names)?)?;
                        index += 1;
                    }
                    Ok(all.into_value())
                }
                Wanted::Changes => {
                    while rows.next()?.is_some() {}
                    drop(rows);
                    self.changes(ctx, connection)
                }
            }
        })
    }

    fn row<'js>(
        &self,
        ctx: &Ctx<'js>,
        row: &rusqlite::Row<'_>,
        names: &[Atom<'js>],
    ) -> Result<Value<'js>, Failure> {
        let big_ints = self.big_ints.get();
        if self.arrays.get() {
            let array = Array::new(ctx.clone())?;
            for index in 0..names.len() {
                array.set(index, to_js(ctx, row.get_ref(index)?, big_ints)?)?;
            }
            return Ok(array.into_value());
        }
        // Without a prototype, as in Node: a column may have any name.
        let object = Object::new_proto(ctx.clone(), None)?;
        for (index, name) in names.iter().enumerate() {
            object.set(name.clone(), to_js(ctx, row.get_ref(index)?, big_ints)?)?;
        }
        Ok(object.into_value())
    }

    fn changes<'js>(&self, ctx: &Ctx<'js>, connection: &Connection) -> Result<Value<'js>, Failure> {
        let changes = i64::try_from(connection.changes()).unwrap_or(i64::MAX);
        let object = Object::new(ctx.clone())?;
        let big_ints = self.big_ints.get();
        object.set("changes", to_js(ctx, ValueRef::Integer(changes), big_ints)?)?;
        let last = ValueRef::Integer(connection.last_insert_rowid());
        object.set("lastInsertRowid", to_js(ctx, last, big_ints)?)?;
        Ok(object.into_value())
    }

    fn call<'js>(
        &self,
        ctx: &Ctx<'js>,
        named: Option<Object<'js>>,
        positional: Vec<Value<'js>>,
        wanted: &Wanted,
    ) -> rquickjs::Result<Value<'js>> {
        Parameters::read(ctx, named, positional)
            .and_then(|parameters| self.execute(ctx, parameters, wanted))
            .map_err(|failure| failure.throw(ctx))
    }
}

#[rquickjs::methods(rename_all = "camelCase")]
impl Statement {
    fn run<'js>(
        &self,
        ctx: Ctx<'js>,
        named: Option<Object<'js>>,
        positional: Vec<Value<'js>>,
    ) -> rquickjs::Result<Value<'js>> {
        self.call(&ctx, named, positional, &Wanted::Changes)
    }

    fn get<'js>(
        &self,
        ctx: Ctx<'js>,
        named: Option<Object<'js>>,
        positional: Vec<Value<'js>>,
    ) -> rquickjs::Result<Value<'js>> {
        self.call(&ctx, named, positional, &Wanted::First)
    }

    fn all<'js>(
        &self,
        ctx: Ctx<'js>,
        named: Option<Object<'js>>,
        positional: Vec<Value<'js>>,
    ) -> rquickjs::Result<Value<'js>> {
        self.call(&ctx, named, positional, &Wanted::All)
    }

    /// Names and declared types of the columns, flat.
    fn columns(&self, ctx: Ctx<'_>) -> rquickjs::Result<Vec<Option<String>>> {
        with(&self.connection, |connection| {
            let statement = connection.prepare_cached(&self.sql)?;
            let columns = statement.columns();
            let pair = |column: &rusqlite::Column<'_>| {
                [Some(column.name().to_owned()), column.decl_type().map(str::to_owned)]
            };
            Ok(columns.iter().flat_map(pair).collect())
        })
        .map_err(|failure| failure.throw(&ctx))
    }

    #[qjs(get)]
    fn sql(&self) -> String {
        self.sql.clone()
    }

    fn configure(&self, option: Text, enabled: bool) {
        match option.0.as_str() {
            "bigInts" => self.big_ints.set(enabled),
            "arrays" => self.arrays.set(enabled),
            "bareNames" => self.bare_names.set(enabled),
            "unknownNames" => self.unknown_names.set(enabled),
            _ => {}
        }
    }
}

/// Adds the natives.
pub(super) fn register<'js>(_ctx: &Ctx<'js>, native: &Object<'js>) -> rquickjs::Result<()> {
    native.set(
        "sqliteOpen",
        Func::from(|ctx: Ctx<'js>, options: Object<'js>| {
            let settings = Settings::read(&options)?;
            let connection = settings.open().map_err(|error| Failure::from(error).throw(&ctx))?;
            Class::instance(ctx, Database { connection: Rc::new(RefCell::new(Some(connection))) })
        }),
    )
}
