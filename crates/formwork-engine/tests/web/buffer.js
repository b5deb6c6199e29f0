import { Buffer } from 'node:buffer';

test('from and toString', () => {
  eq(Buffer.from('hé').toString('hex'), '68c3a9');
  eq(Buffer.from('68c3a9', 'hex').toString(), 'hé');
  eq(Buffer.from('aGk', 'base64').toString('latin1'), 'hi');
  eq(Buffer.from([255, 239]).toString('base64'), '/+8=');
  eq(Buffer.from([255, 239]).toString('base64url'), '_-8');
  eq(Buffer.from('ÿ', 'latin1')[0], 255);
  eq(Buffer.from('aü', 'utf16le').toString('utf16le'), 'aü');
  eq([...Buffer.from(new Uint16Array([1, 258]))], [1, 2]);
  eq([...Buffer.from(Buffer.from('x'))], [120]);
  eq(JSON.stringify(Buffer.from('a')), '{"type":"Buffer","data":[97]}');
  eq(Buffer.from(JSON.parse('{"type":"Buffer","data":[97]}')).toString(), 'a');
  const bytes = new Uint8Array([1, 2, 3]);
  const shared = Buffer.from(bytes.buffer, 1, 2);
  bytes[1] = 9;
  eq(shared[0], 9);
  throws(() => Buffer.from(5), TypeError);
  throws(() => Buffer.from('x', 'nope'), TypeError);
  eq(Buffer.from([0xef, 0xbb, 0xbf, 97]).toString(), '\ufeffa');
});

test('alloc, concat, byteLength, compare', () => {
  eq([...Buffer.alloc(3, 'ab')], [97, 98, 97]);
  eq(Buffer.concat([Buffer.from('a'), new Uint8Array([98])]).toString(), 'ab');
  eq([...Buffer.concat([Buffer.from('abc')], 2)], [97, 98]);
  eq([Buffer.byteLength('ü'), Buffer.byteLength('abcd', 'hex'), Buffer.byteLength(new ArrayBuffer(5))], [2, 2, 5]);
  eq([Buffer.compare(Buffer.from('a'), Buffer.from('b')), Buffer.from('a').equals(Buffer.from('a')), Buffer.from('b').compare(Buffer.from('a'))], [-1, true, 1]);
  eq([Buffer.isBuffer(Buffer.alloc(1)), Buffer.isBuffer(new Uint8Array(1)), Buffer.isEncoding('hex'), Buffer.isEncoding('x')], [true, false, true, false]);
});

test('slices, writes, searches', () => {
  const buffer = Buffer.from('hello world');
  const slice = buffer.slice(0, 5);
  assert(slice instanceof Buffer);
  slice[0] = 72;
  eq(buffer.toString(), 'Hello world');
  eq(buffer.subarray(-5).toString(), 'world');
  eq([buffer.indexOf('o'), buffer.indexOf('o', 5), buffer.lastIndexOf('o'), buffer.includes('wor'), buffer.indexOf('x')], [4, 7, 7, true, -1]);
  eq([buffer.write('xyz', 1), buffer.toString()], [3, 'Hxyzo world']);
  eq([Buffer.alloc(3).write('aü€'), buffer.toString('utf8', 1, 4)], [3, 'xyz']);
  const target = Buffer.alloc(3);
  eq([buffer.copy(target, 1, 0, 2), [...target]], [2, [0, 72, 120]]);
  eq(buffer.fill(0, 0, 2)[1], 0);
});

test('numbers', () => {
  const buffer = Buffer.alloc(16);
  eq(buffer.writeUInt32BE(0xdeadbeef, 0), 4);
  eq([buffer.readUInt32BE(0), buffer.readUint16LE(0), buffer.readInt8(0)], [0xdeadbeef, 0xadde, -34]);
  buffer.writeDoubleLE(1.5, 8);
  eq([buffer.readDoubleLE(8), buffer.readUIntBE(0, 3)], [1.5, 0xdeadbe]);
  throws(() => buffer.readUInt32LE(14), RangeError);
});

test('global and inspect', async () => {
  assert(globalThis.Buffer === Buffer);
  const { inspect } = await import('node:util');
  eq(inspect(Buffer.from('hi')), '<Buffer 68 69>');
});
