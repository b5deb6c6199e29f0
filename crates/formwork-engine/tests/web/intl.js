// One locale: what en-US gives. Node's narrow no-break space before AM and PM is an ordinary space here.
const spaces = (text) => text.replace(/[\u202f\u00a0]/g, ' ');
const date = new Date(Date.UTC(2024, 0, 5, 15, 4, 9, 7));
const utc = (options) => spaces(date.toLocaleString('en-US', { timeZone: 'UTC', ...options }));

test('numbers', () => {
  eq((1234567.891).toLocaleString(), '1,234,567.891');
  eq((1234.5).toLocaleString('en-US', { style: 'currency', currency: 'USD' }), '$1,234.50');
  eq((-5).toLocaleString('en-US', { style: 'currency', currency: 'EUR' }), '-€5.00');
  eq((1234.5).toLocaleString('en-US', { style: 'currency', currency: 'JPY' }), '¥1,235');
  eq((0.256).toLocaleString('en-US', { style: 'percent' }), '26%');
  eq((5).toLocaleString('en-US', { minimumFractionDigits: 2 }), '5.00');
  eq((1.005).toLocaleString('en-US', { maximumFractionDigits: 2 }), '1.01');
  eq((1234).toLocaleString('en-US', { useGrouping: false }), '1234');
  eq((7).toLocaleString('en-US', { minimumIntegerDigits: 2 }), '07');
  eq(new Intl.NumberFormat().format(12345678901234567890n), '12,345,678,901,234,567,890');
  eq([1, 2].map(new Intl.NumberFormat('en').format), ['1', '2']);
  eq(new Intl.NumberFormat('en', { notation: 'compact' }).format(1234), '1.2K');
  eq(new Intl.NumberFormat('en', { maximumSignificantDigits: 3 }).format(123456), '123,000');
  eq([NaN.toLocaleString(), (-0).toLocaleString(), Infinity.toLocaleString()], ['NaN', '-0', '∞']);
  throws(() => new Intl.NumberFormat('en', { style: 'currency' }), TypeError);
});

test('dates', () => {
  eq(utc({}), '1/5/2024, 3:04:09 PM');
  eq(date.toLocaleDateString('en-US', { timeZone: 'UTC' }), '1/5/2024');
  eq(spaces(date.toLocaleTimeString('en-US', { timeZone: 'UTC' })), '3:04:09 PM');
  eq(utc({ dateStyle: 'medium' }), 'Jan 5, 2024');
  eq(utc({ dateStyle: 'long', timeStyle: 'short' }), 'January 5, 2024 at 3:04 PM');
  eq(utc({ weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' }), 'Friday, January 5, 2024');
  eq(utc({ month: 'short', day: 'numeric' }), 'Jan 5');
  eq(utc({ year: 'numeric', month: '2-digit', day: '2-digit' }), '01/05/2024');
  eq(utc({ hour: '2-digit', minute: '2-digit', hour12: false }), '15:04');
  eq(utc({ month: 'long', year: 'numeric' }), 'January 2024');
  eq(new Intl.DateTimeFormat('en-US', { timeZone: 'UTC' }).format(0), '1/1/1970');
  throws(() => new Intl.DateTimeFormat('en').format(NaN), RangeError);
  eq(new Date(NaN).toLocaleString(), 'Invalid Date');
});

test('text', () => {
  eq(['b', 'a', 'B', 'ä', 'A', '1', 'z'].sort((a, b) => a.localeCompare(b)), ['1', 'a', 'A', 'ä', 'b', 'B', 'z']);
  eq(['a10', 'a9', 'a1'].sort(new Intl.Collator('en', { numeric: true }).compare), ['a1', 'a9', 'a10']);
  eq(['a'.localeCompare('A', 'en', { sensitivity: 'base' }), 'a'.localeCompare('á', 'en', { sensitivity: 'base' }), 'a'.localeCompare('á', 'en', { sensitivity: 'accent' })], [0, 0, -1]);
  eq(['a'.localeCompare('a'), 'resume'.localeCompare('résumé'), 'b'.localeCompare('a')], [0, -1, 1]);
  const rules = new Intl.PluralRules('en', { type: 'ordinal' });
  eq([1, 2, 3, 4, 11, 21].map((n) => rules.select(n)), ['one', 'two', 'few', 'other', 'other', 'one']);
  eq(new Intl.PluralRules('en').select(1), 'one');
  eq(new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(-1, 'day'), 'yesterday');
  eq(new Intl.RelativeTimeFormat('en').format(3, 'hours'), 'in 3 hours');
  eq(new Intl.ListFormat('en').format(['a', 'b', 'c']), 'a, b, and c');
  eq(Intl.DateTimeFormat().resolvedOptions().locale, 'en-US');
});
