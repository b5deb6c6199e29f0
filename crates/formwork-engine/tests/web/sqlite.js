import { DatabaseSync, StatementSync } from 'node:sqlite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const open = (sql = 'CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, n REAL, b BLOB)') => {
  const db = new DatabaseSync(':memory:');
  db.exec(sql);
  return db;
};
const row = (object) => Object.assign(Object.create(null), object);

test('run, get, all, iterate', () => {
  const db = open();
  const insert = db.prepare('INSERT INTO t (name, n) VALUES (?, ?)');
  assert(insert instanceof StatementSync);
  eq(insert.run('a', 1.5), { changes: 1, lastInsertRowid: 1 });
  eq(insert.run('b', null), { changes: 1, lastInsertRowid: 2 });
  const one = db.prepare('SELECT id, name, n FROM t WHERE id = ?').get(1);
  eq(one, row({ id: 1, name: 'a', n: 1.5 }));
  eq(Object.getPrototypeOf(one), null);
  eq(db.prepare('SELECT * FROM t WHERE id = 99').get(), undefined);
  eq(db.prepare('SELECT name FROM t ORDER BY id').all(), [row({ name: 'a' }), row({ name: 'b' })]);
  eq([...db.prepare('SELECT id FROM t').iterate()].map((r) => r.id), [1, 2]);
  eq(db.prepare('UPDATE t SET n = 0').run().changes, 2);
  eq(db.prepare('DELETE FROM t WHERE id = ?').run(1).changes, 1);
});

test('named parameters', () => {
  const db = open();
  const insert = db.prepare('INSERT INTO t (name, n) VALUES (:name, $n)');
  insert.run({ name: 'bare', n: 1 });
  insert.run({ ':name': 'full', $n: 2 });
  eq(db.prepare('SELECT name FROM t WHERE n = @x').get({ x: 2 }).name, 'full');
  eq(db.prepare('SELECT :a AS a, ? AS b').get({ a: 1 }, 2), row({ a: 1, b: 2 }));
  const error = throws(() => insert.run({ nope: 1 }), Error, "Unknown named parameter 'nope'");
  eq(error.code, 'ERR_INVALID_STATE');
  insert.setAllowBareNamedParameters(false);
  throws(() => insert.run({ name: 'x', n: 1 }), Error);
});

test('types', () => {
  const db = open();
  const bytes = new Uint8Array([0, 1, 255]);
  db.prepare('INSERT INTO t (id, name, n, b) VALUES (?, ?, ?, ?)').run(5n, 'ü€', 2, bytes);
  const got = db.prepare('SELECT * FROM t').get();
  eq([got.id, got.name, got.n, got.b instanceof Uint8Array, [...got.b]], [5, 'ü€', 2, true, [0, 1, 255]]);
  db.exec('INSERT INTO t (id) VALUES (9007199254740993)');
  const select = db.prepare('SELECT id FROM t WHERE id > 100');
  eq(throws(() => select.get(), RangeError).code, 'ERR_OUT_OF_RANGE');
  select.setReadBigInts(true);
  eq(select.get().id, 9007199254740993n);
  const insert = db.prepare('INSERT INTO t (name) VALUES (?)');
  for (const bad of [undefined, true, Symbol('x'), () => {}]) throws(() => insert.run(bad), TypeError);
  throws(() => insert.run(2n ** 70n), TypeError);
  throws(() => insert.run('a', 'too many'), Error);
});

test('errors', () => {
  const db = open();
  const syntax = throws(() => db.prepare('SELEC 1'), Error, 'syntax error');
  eq([syntax.code, syntax.errcode], ['ERR_SQLITE_ERROR', 1]);
  db.exec('CREATE TABLE u (x TEXT UNIQUE)');
  db.prepare('INSERT INTO u VALUES (?)').run('a');
  const unique = throws(() => db.prepare('INSERT INTO u VALUES (?)').run('a'), Error, 'UNIQUE constraint failed: u.x');
  eq([unique.code, unique.errcode, unique.errstr], ['ERR_SQLITE_ERROR', 2067, unique.errstr]);
  throws(() => db.exec('nonsense'), Error);
  throws(() => new StatementSync(), TypeError);
  throws(() => db.prepare(5), TypeError);
  throws(() => new DatabaseSync(5), TypeError);
});

test('closing', () => {
  const db = open();
  const statement = db.prepare('SELECT 1');
  eq(db.isOpen, true);
  db.close();
  eq(db.isOpen, false);
  throws(() => db.close(), Error, 'database is not open');
  throws(() => db.prepare('SELECT 1'), Error, 'database is not open');
  throws(() => db.exec('SELECT 1'), Error);
  throws(() => statement.get(), Error, 'statement has been finalized');
  const later = new DatabaseSync(':memory:', { open: false });
  eq(later.isOpen, false);
  later.open();
  eq(later.prepare('SELECT 7 AS x').get().x, 7);
  throws(() => later.open(), Error);
});

test('columns, transactions, foreign keys', () => {
  const db = open();
  eq(db.prepare('SELECT id, name AS who, 1+1 FROM t').columns().map((c) => [c.name, c.type]), [['id', 'INTEGER'], ['who', 'TEXT'], ['1+1', null]]);
  db.exec('BEGIN');
  eq(db.isTransaction, true);
  db.exec('INSERT INTO t (name) VALUES (1); ROLLBACK');
  eq(db.prepare('SELECT count(*) AS c FROM t').get().c, 0);
  db.exec('CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p (id))');
  throws(() => db.exec('INSERT INTO c VALUES (1)'), Error, 'FOREIGN KEY');
  const loose = new DatabaseSync(':memory:', { enableForeignKeyConstraints: false });
  loose.exec('CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p (id)); INSERT INTO c VALUES (1)');
});

test('files', () => {
  const dir = mkdtempSync(join(tmpdir(), 'sqlite-'));
  const path = join(dir, 'a.db');
  const db = new DatabaseSync(path);
  db.exec('CREATE TABLE t (x); INSERT INTO t VALUES (1)');
  db.close();
  const again = new DatabaseSync(path, { readOnly: true });
  eq(again.prepare('SELECT x FROM t').get().x, 1);
  throws(() => again.exec('INSERT INTO t VALUES (2)'), Error, 'readonly');
  again.close();
  throws(() => new DatabaseSync(join(dir, 'none', 'x.db')), Error, 'unable to open');
  rmSync(dir, { recursive: true });
});

test('a column may have any name', () => {
  const got = new DatabaseSync(':memory:').prepare('SELECT 1 AS __proto__, 2 AS constructor').get();
  eq([got.__proto__, got.constructor], [1, 2]);
});

test('prepared statements are reused', () => {
  const db = open();
  const insert = db.prepare('INSERT INTO t (name) VALUES (?)');
  for (let i = 0; i < 500; i++) insert.run(String(i));
  eq(db.prepare('SELECT count(*) AS c FROM t').get().c, 500);
  eq(insert.run().changes, 1);
  eq(db.prepare('SELECT name FROM t ORDER BY id DESC').get().name, null);
});
