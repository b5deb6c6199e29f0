import { Buffer, isAscii } from 'node:buffer';

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
  assert(inspect(Buffer.alloc(51)).endsWith(' 00 ... 1 more byte>'));
});

test('places outside are refused', () => {
  const buffer = Buffer.from('abc');
  for (const wrong of [
    () => buffer.fill('ab', 0, 1e9), () => buffer.fill(1, -1), () => buffer.copy(Buffer.alloc(2), 0, 4), () => buffer.copy(Buffer.alloc(2), -1),
    () => buffer.write('x', 4), () => buffer.compare(buffer, 0, 9), () => buffer.readInt8(1.5), () => buffer.readUIntBE(2, 3),
    () => buffer.readUIntBE(0, 7), () => buffer.swap16(), () => Buffer.alloc(-1),
  ]) throws(wrong, RangeError);
  for (const wrong of [() => Buffer.compare('a', buffer), () => buffer.indexOf({}), () => buffer.readInt8('0'), () => buffer.copy([])]) throws(wrong, TypeError);
  eq([buffer.copy(Buffer.alloc(2), 5), Buffer.alloc(2).fill(undefined)[0], buffer.toString()], [0, 0, 'abc']);
});

test('numbers that do not fit are refused', () => {
  const buffer = Buffer.alloc(8);
  for (const wrong of [
    () => buffer.writeUInt8(256), () => buffer.writeInt8(-129), () => buffer.writeUInt16LE(-1), () => buffer.writeUInt32BE(2 ** 32),
    () => buffer.writeBigUInt64LE(-1n), () => buffer.writeUIntBE(2 ** 24, 0, 3), () => buffer.writeIntLE(2 ** 23, 0, 3),
  ]) throws(wrong, RangeError);
  eq(buffer.equals(Buffer.alloc(8)), true);
  eq([buffer.writeIntBE(-2, 0, 3), buffer.readIntBE(0, 3), buffer.readUIntBE(0, 3), buffer.readIntLE(0, 2)], [3, -2, 0xfffffe, -1]);
  eq([buffer.writeIntLE(-(2 ** 47), 0, 6), buffer.readIntLE(0, 6)], [6, -(2 ** 47)]);
  eq([buffer.writeUInt8('5'), buffer[0], buffer.writeFloatLE(1.5), buffer.readFloatLE()], [1, 5, 4, 1.5]);
  eq([...Buffer.from([1, 2, 3, 4]).swap32(), ...Buffer.from([1, 2]).swap16()], [4, 3, 2, 1, 2, 1]);
});

test('searches as Node does', () => {
  const buffer = Buffer.from('abcabc');
  eq([buffer.lastIndexOf('abc', -1), buffer.lastIndexOf('abc', -4), buffer.lastIndexOf('abc', 2), buffer.lastIndexOf('abc', -9)], [3, 0, 0, -1]);
  eq([buffer.lastIndexOf(''), buffer.lastIndexOf('c', null), buffer.lastIndexOf(99), buffer.lastIndexOf('abcabcabc')], [6, -1, 5, -1]);
  eq([buffer.indexOf('', 9), buffer.indexOf('b', 1.7), buffer.indexOf('c', NaN), buffer.indexOf('abc', -3), buffer.indexOf(97 + 256, 1)], [6, 1, 2, 3, 3]);
  eq([buffer.includes(Buffer.from('bca')), buffer.subarray(1).indexOf('abc')], [true, 2]);
  // As bad as it can be for who compares at each place.
  const large = Buffer.alloc(1 << 18, 'a');
  eq([large.indexOf(Buffer.alloc(1 << 16, 'a').fill('b', (1 << 16) - 1)), large.lastIndexOf('b' + 'a'.repeat(1 << 16))], [-1, -1]);
});

test('large texts', () => {
  const bytes = Buffer.alloc(1 << 20, 'a\xe9', 'latin1');
  for (const encoding of ['latin1', 'hex', 'utf16le', 'base64']) eq(Buffer.from(bytes.toString(encoding), encoding).equals(bytes), true, encoding);
  eq([bytes.toString('latin1').slice(-2), bytes.toString('ascii').slice(-2)], ['aé', 'ai']);
  eq([Buffer.from('abc', 'hex').length, Buffer.from('0g', 'hex').length, Buffer.alloc(3).write('ab', 'utf16le')], [1, 0, 2]);
  eq(Buffer.alloc(7, 'abc').toString(), 'abcabca');
});

test('old and odd ways to make one', () => {
  eq([new Buffer('hé').toString(), new Buffer('6869', 'hex').toString(), new Buffer(2).length, [...new Buffer([1, 2])]], ['hé', 'hi', 2, [1, 2]]);
  eq([...Buffer.from({ length: 3, 0: 1 }), Buffer.from(new DataView(new ArrayBuffer(3))).length], [1, 0, 0, 0]);
  throws(() => Buffer.from({ length: 1e10 }), RangeError);
  eq([...Buffer.from([1, '2', 300, -1])], [1, 2, 44, 255]);
  assert(Buffer.from('a').map((byte) => byte + 1) instanceof Buffer);
  const part = Buffer.from(new Uint8Array([200, 97, 98]).buffer, 1, 2);
  eq([isAscii(part), isAscii(Buffer.from('é'))], [true, false]);
});
