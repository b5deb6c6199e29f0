test('TextEncoder', () => {
  const encoder = new TextEncoder();
  eq([...encoder.encode('aü𝄞')], [97, 195, 188, 240, 157, 132, 158]);
  eq([...encoder.encode('\ud800x')], [239, 191, 189, 120]);
  eq(encoder.encode().length, 0);
  eq(encoder.encoding, 'utf-8');
  const target = new Uint8Array(5);
  eq(encoder.encodeInto('a𝄞b', target), { read: 3, written: 5 });
  eq(encoder.encodeInto('€', new Uint8Array(2)), { read: 0, written: 0 });
});

test('TextDecoder', () => {
  const bytes = (...list) => new Uint8Array(list);
  eq(new TextDecoder().decode(bytes(0xef, 0xbb, 0xbf, 97, 0xff)), 'a\ufffd');
  eq(new TextDecoder('utf8', { ignoreBOM: true }).decode(bytes(0xef, 0xbb, 0xbf, 97)), '\ufeffa');
  throws(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes(0xff)), TypeError);
  eq(new TextDecoder('latin1').decode(bytes(0xe9, 0x80)), 'é€');
  eq(new TextDecoder('utf-16le').decode(bytes(0x61, 0, 0xfc, 0)), 'aü');
  eq([new TextDecoder('latin1').encoding, new TextDecoder('SJIS').encoding, new TextDecoder(' UTF8 ').encoding], ['windows-1252', 'shift_jis', 'utf-8']);
  throws(() => new TextDecoder('nope'), RangeError);
  eq(new TextDecoder().decode(), '');
  eq(new TextDecoder().decode(new Uint8Array([98]).buffer), 'b');
  eq(new TextDecoder().decode(new DataView(new Uint8Array([1, 98]).buffer, 1)), 'b');
  const decoder = new TextDecoder();
  eq([decoder.decode(bytes(0xf0, 0x9d), { stream: true }), decoder.decode(bytes(0x84, 0x9e), { stream: true }), decoder.decode()], ['', '𝄞', '']);
  eq(decoder.decode(bytes(97)), 'a');
});

test('atob, btoa', () => {
  eq([btoa('hé'), atob('aGk=')], ['aOk=', 'hi']);
  throws(() => btoa('€'), 'InvalidCharacterError');
});
