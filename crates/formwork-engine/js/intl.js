// A small `Intl`: the engine has none. One locale (en-US) whatever is asked for, which is what
// `resolvedOptions()` says; good for server logs, sorting and English pages, not for localisation.
(function intl() {
  'use strict';

  const LOCALE = 'en-US';
  const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
  const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
  const CURRENCIES = { USD: '$', EUR: '€', GBP: '£', JPY: '¥', INR: '₹', CNY: 'CN¥', KRW: '₩', CAD: 'CA$', AUD: 'A$', MXN: 'MX$', BRL: 'R$', NZD: 'NZ$' };
  const NO_CENTS = new Set(['JPY', 'KRW']);

  function supportedLocalesOf(locales) {
    return Intl.getCanonicalLocales(locales).filter((locale) => locale === 'en' || locale.startsWith('en-'));
  }

  /** A class whose constructor also works without `new`, as those of Intl do. */
  function callable(Class) {
    return new Proxy(Class, { apply: (target, self, args) => new target(...args) });
  }

  // ---- numbers -------------------------------------------------------------------------------------

  const groups = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ',');

  class NumberFormat {
    #options;

    constructor(locales, options = {}) {
      const { style = 'decimal', currency, notation = 'standard' } = options;
      if (style === 'currency' && currency === undefined) throw new TypeError('A currency is needed for the style "currency"');
      const cents = style === 'currency' ? (NO_CENTS.has(String(currency).toUpperCase()) ? 0 : 2) : undefined;
      const compact = notation === 'compact';
      const minimumFractionDigits = options.minimumFractionDigits ?? Math.min(cents ?? 0, options.maximumFractionDigits ?? Infinity);
      const most = cents ?? (style === 'percent' || compact ? 0 : 3);
      const maximumFractionDigits = options.maximumFractionDigits ?? Math.max(minimumFractionDigits, most);
      if (!(minimumFractionDigits >= 0 && maximumFractionDigits <= 100 && minimumFractionDigits <= maximumFractionDigits)) {
        throw new RangeError('The numbers of fraction digits are out of range');
      }
      this.#options = {
        style, currency: currency === undefined ? undefined : String(currency).toUpperCase(), unit: options.unit, notation,
        minimumIntegerDigits: options.minimumIntegerDigits ?? 1, minimumFractionDigits, maximumFractionDigits,
        maximumSignificantDigits: options.maximumSignificantDigits, useGrouping: options.useGrouping ?? true,
        signDisplay: options.signDisplay ?? 'auto', currencyDisplay: options.currencyDisplay ?? 'symbol',
      };
      this.format = this.format.bind(this);
    }

    static supportedLocalesOf = supportedLocalesOf;

    #digits(value) {
      const o = this.#options;
      if (typeof value === 'bigint') return groupIf(o, String(value));
      if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : '∞';
      let text;
      if (o.maximumSignificantDigits !== undefined) text = plain(Number(value.toPrecision(o.maximumSignificantDigits)));
      else text = fixed(value, o.maximumFractionDigits);
      let [whole, fraction = ''] = text.split('.');
      while (fraction.length > o.minimumFractionDigits && fraction.endsWith('0')) fraction = fraction.slice(0, -1);
      whole = whole.padStart(o.minimumIntegerDigits, '0');
      return groupIf(o, whole) + (fraction === '' ? '' : `.${fraction}`);
    }

    format(input) {
      const o = this.#options;
      let value = typeof input === 'bigint' ? input : Number(input);
      const negative = value < 0 || Object.is(value, -0);
      if (negative) value = -value;
      let suffix = '';
      if (o.style === 'percent') {
        value = Number(value) * 100;
        suffix = '%';
      }
      if (o.notation === 'compact') {
        const step = [[1e12, 'T'], [1e9, 'B'], [1e6, 'M'], [1e3, 'K']].find(([size]) => value >= size);
        if (step !== undefined) {
          value = Number(value) / step[0];
          suffix = step[1] + suffix;
          if (value < 100 && o.maximumFractionDigits === 0) value = Math.round(value * 10) / 10;
        }
      }
      let text = o.notation === 'compact' ? String(Number(fixed(Number(value), Math.max(o.maximumFractionDigits, value < 100 ? 1 : 0)))) : this.#digits(value);
      text += suffix;
      if (o.style === 'currency') {
        const symbol = o.currencyDisplay === 'code' ? `${o.currency}\u00a0` : (CURRENCIES[o.currency] ?? `${o.currency}\u00a0`);
        text = symbol + text;
      }
      if (o.style === 'unit') text += ` ${o.unit}`;
      const zero = /^[^1-9]*$/.test(text);
      if (negative && o.signDisplay !== 'never' && !(zero && o.signDisplay === 'exceptZero')) return `-${text}`;
      if (!negative && (o.signDisplay === 'always' || (o.signDisplay === 'exceptZero' && !zero))) return `+${text}`;
      return text;
    }

    formatToParts(value) {
      return [{ type: 'literal', value: this.format(value) }];
    }

    resolvedOptions() {
      return { locale: LOCALE, numberingSystem: 'latn', ...this.#options };
    }
  }

  const groupIf = (options, digits) => (options.useGrouping ? groups(digits) : digits);

  /** Fixed digits, halves away from zero in decimal, without an exponent. */
  function fixed(value, digits) {
    if (value >= 1e21) return String(BigInt(Math.round(value)));
    const exact = String(value);
    // What is written as …5 is a half for people, whatever its binary value.
    const at = exact.indexOf('.');
    if (at !== -1 && !exact.includes('e') && exact.length - at - 1 === digits + 1 && exact.endsWith('5')) {
      return (Number(`${exact.slice(0, -1)}6`)).toFixed(digits);
    }
    return value.toFixed(Math.min(digits, 100));
  }

  const plain = (value) => (Math.abs(value) >= 1e21 ? String(BigInt(value)) : value.toFixed(20).replace(/\.?0+$/, ''));

  // ---- dates ---------------------------------------------------------------------------------------

  const FIELDS = ['weekday', 'era', 'year', 'month', 'day', 'hour', 'minute', 'second', 'fractionalSecondDigits', 'dayPeriod'];
  const STYLES = {
    date: {
      full: { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' }, long: { month: 'long', day: 'numeric', year: 'numeric' },
      medium: { month: 'short', day: 'numeric', year: 'numeric' }, short: { month: 'numeric', day: 'numeric', year: '2-digit' },
    },
    time: {
      full: { hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'short' },
      long: { hour: 'numeric', minute: '2-digit', second: '2-digit', timeZoneName: 'short' },
      medium: { hour: 'numeric', minute: '2-digit', second: '2-digit' }, short: { hour: 'numeric', minute: '2-digit' },
    },
  };

  function zoneOf(timeZone) {
    if (timeZone === undefined) return undefined;
    const name = String(timeZone);
    if (/^(utc|gmt|etc\/utc|etc\/gmt)$/i.test(name)) return 'UTC';
    if (/^[A-Za-z_]+(\/[A-Za-z_+\-0-9]+)*$/.test(name) || /^[+-]\d\d:?\d\d$/.test(name)) return name;
    throw new RangeError(`Invalid time zone specified: ${name}`);
  }

  class DateTimeFormat {
    #options;

    constructor(locales, options = {}, defaults = { year: 'numeric', month: 'numeric', day: 'numeric' }) {
      const o = {};
      for (const name of FIELDS) if (options?.[name] !== undefined) o[name] = options[name];
      const styled = options?.dateStyle !== undefined || options?.timeStyle !== undefined;
      if (options?.dateStyle !== undefined) Object.assign(o, STYLES.date[options.dateStyle]);
      if (options?.timeStyle !== undefined) Object.assign(o, STYLES.time[options.timeStyle]);
      if (!styled && !FIELDS.some((name) => name !== 'era' && o[name] !== undefined)) Object.assign(o, defaults);
      if (options?.timeZoneName !== undefined) o.timeZoneName = options.timeZoneName;
      o.hour12 = options?.hour12 ?? (options?.hourCycle === undefined ? true : options.hourCycle.startsWith('h1'));
      o.timeZone = zoneOf(options?.timeZone);
      o.longDate = options?.dateStyle === 'full' || options?.dateStyle === 'long';
      this.#options = o;
      this.format = this.format.bind(this);
    }

    static supportedLocalesOf = supportedLocalesOf;

    /** Numbers of the date in the time zone: UTC, an offset, or (for any other) the process's own. */
    #read(date) {
      const { timeZone } = this.#options;
      const offset = timeZone === 'UTC' ? 0 : /^([+-])(\d\d):?(\d\d)$/.exec(timeZone ?? '');
      if (offset === null) {
        const minutes = -date.getTimezoneOffset();
        return [date.getFullYear(), date.getMonth(), date.getDate(), date.getDay(), date.getHours(), date.getMinutes(), date.getSeconds(), date.getMilliseconds(), minutes];
      }
      const minutes = offset === 0 ? 0 : (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3]));
      const moved = new Date(date.getTime() + minutes * 60000);
      return [moved.getUTCFullYear(), moved.getUTCMonth(), moved.getUTCDate(), moved.getUTCDay(), moved.getUTCHours(), moved.getUTCMinutes(), moved.getUTCSeconds(), moved.getUTCMilliseconds(), minutes];
    }

    format(input) {
      const date = input === undefined ? new Date() : new Date(input);
      if (Number.isNaN(date.getTime())) throw new RangeError('Invalid time value');
      const o = this.#options;
      const [year, month, day, weekday, hour, minute, second, ms, offset] = this.#read(date);
      const two = (value, style) => (style === '2-digit' ? String(value).padStart(2, '0') : String(value));
      const y = o.year === undefined ? '' : o.year === '2-digit' ? String(year % 100).padStart(2, '0') : String(year);
      const d = o.day === undefined ? '' : two(day, o.day);
      const w = o.weekday === undefined ? '' : o.weekday === 'long' ? DAYS[weekday] : o.weekday === 'narrow' ? DAYS[weekday][0] : DAYS[weekday].slice(0, 3);
      let text;
      if (o.month === 'long' || o.month === 'short' || o.month === 'narrow') {
        const m = o.month === 'long' ? MONTHS[month] : o.month === 'short' ? MONTHS[month].slice(0, 3) : MONTHS[month][0];
        const monthDay = d === '' ? m : `${m} ${d}`;
        text = [w, y === '' ? monthDay : `${monthDay}${d === '' ? ' ' : ', '}${y}`].filter(Boolean).join(', ');
      } else {
        const m = o.month === undefined ? '' : two(month + 1, o.month);
        text = [w, [m, d, y].filter(Boolean).join('/')].filter(Boolean).join(', ');
      }
      let time = '';
      if (o.hour !== undefined) {
        const shown = o.hour12 ? hour % 12 || 12 : hour;
        time = o.hour12 ? two(shown, o.hour) : String(shown).padStart(2, '0');
      }
      if (o.minute !== undefined) time += `${time === '' ? '' : ':'}${o.hour === undefined ? two(minute, o.minute) : String(minute).padStart(2, '0')}`;
      if (o.second !== undefined) time += `${time === '' ? '' : ':'}${o.minute === undefined ? two(second, o.second) : String(second).padStart(2, '0')}`;
      if (o.fractionalSecondDigits) time += `.${String(ms).padStart(3, '0').slice(0, o.fractionalSecondDigits)}`;
      if (o.hour !== undefined && o.hour12) time += hour < 12 ? ' AM' : ' PM';
      if (o.timeZoneName !== undefined) time += `${time === '' ? '' : ' '}${zoneName(offset)}`;
      if (text === '' || time === '') return text + time;
      return text + (o.longDate ? ' at ' : ', ') + time;
    }

    formatToParts(date) {
      return [{ type: 'literal', value: this.format(date) }];
    }

    formatRange(start, end) {
      return `${this.format(start)} – ${this.format(end)}`;
    }

    resolvedOptions() {
      const { hour12, timeZone, longDate, ...fields } = this.#options;
      return { locale: LOCALE, calendar: 'gregory', numberingSystem: 'latn', timeZone: timeZone ?? globalThis.process?.env.TZ ?? 'UTC', ...fields };
    }
  }

  function zoneName(offset) {
    if (offset === 0) return 'UTC';
    const minutes = Math.abs(offset) % 60;
    return `GMT${offset < 0 ? '-' : '+'}${Math.floor(Math.abs(offset) / 60)}${minutes === 0 ? '' : `:${String(minutes).padStart(2, '0')}`}`;
  }

  // ---- text ----------------------------------------------------------------------------------------

  const folded = (text, sensitivity) => {
    let result = text;
    if (sensitivity === 'base' || sensitivity === 'case') result = result.normalize('NFD').replace(/\p{M}/gu, '');
    return sensitivity === 'base' || sensitivity === 'accent' ? result.toLowerCase() : result;
  };

  class Collator {
    #options;

    constructor(locales, options = {}) {
      const { usage = 'sort', sensitivity = 'variant', numeric = false, caseFirst = 'false', ignorePunctuation = false } = options;
      this.#options = { usage, sensitivity, numeric: Boolean(numeric), caseFirst, ignorePunctuation: Boolean(ignorePunctuation) };
      this.compare = this.compare.bind(this);
    }

    static supportedLocalesOf = supportedLocalesOf;

    compare(left, right) {
      const { sensitivity, numeric, ignorePunctuation } = this.#options;
      let [a, b] = [String(left), String(right)];
      if (a === b) return 0;
      if (sensitivity === 'variant' && !numeric && !ignorePunctuation) {
        const result = compareAscii(a, b);
        if (result !== undefined) return result;
      }
      if (ignorePunctuation) [a, b] = [a, b].map((text) => text.replace(/[\p{P}\s]/gu, ''));
      const split = numeric ? (text) => text.match(/\d+|\D+/g) ?? [] : (text) => [text];
      // Letters first, then accents, then case (small before capital), as people sort.
      for (const level of ['base', 'accent', 'variant'].slice(0, { base: 1, accent: 2, case: 3, variant: 3 }[sensitivity] ?? 3)) {
        const [x, y] = [split(folded(a, level)), split(folded(b, level))];
        for (let i = 0; i < Math.max(x.length, y.length); i++) {
          if (x[i] === undefined || y[i] === undefined) return x[i] === undefined ? -1 : 1;
          if (x[i] === y[i]) continue;
          if (numeric && /^\d/.test(x[i]) && /^\d/.test(y[i])) {
            const difference = BigInt(x[i]) - BigInt(y[i]);
            if (difference !== 0n) return difference < 0n ? -1 : 1;
            continue;
          }
          return order(x[i], y[i], level);
        }
      }
      return 0;
    }

    resolvedOptions() {
      return { locale: LOCALE, collation: 'default', ...this.#options };
    }
  }

  function rank(c) {
    return /\s/u.test(c) ? 0 : /[\p{P}\p{S}]/u.test(c) ? 1 : /\p{N}/u.test(c) ? 2 : 3;
  }

  // Most text that is sorted is ASCII: one table look-up a character instead of normalisation.
  const WEIGHTS = Array.from({ length: 128 }, (_, code) => {
    const c = String.fromCharCode(code).toLowerCase();
    return rank(c) * 128 + c.charCodeAt(0);
  });

  /** What `compare` gives with its default options, or undefined when a text is not ASCII. */
  function compareAscii(a, b) {
    let small = 0; // the first difference in case only
    let large = 0;
    for (let i = 0; i < Math.max(a.length, b.length); i++) {
      const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
      if (x > 127 || y > 127) return undefined;
      if (x === y || large !== 0 || i >= a.length || i >= b.length) continue;
      large = WEIGHTS[x] - WEIGHTS[y];
      if (large === 0 && small === 0) small = x > y ? -1 : 1;
    }
    return Math.sign(large || a.length - b.length || small);
  }

  function order(a, b, level) {
    const [x, y] = [[...a], [...b]];
    for (let i = 0; i < Math.min(x.length, y.length); i++) {
      if (x[i] === y[i]) continue;
      if (rank(x[i]) !== rank(y[i])) return rank(x[i]) < rank(y[i]) ? -1 : 1;
      if (level === 'variant' && x[i].toLowerCase() === y[i].toLowerCase()) return x[i] === x[i].toLowerCase() ? -1 : 1;
      return x[i] < y[i] ? -1 : 1;
    }
    return x.length === y.length ? 0 : x.length < y.length ? -1 : 1;
  }

  class PluralRules {
    #type;

    constructor(locales, options = {}) {
      this.#type = options.type ?? 'cardinal';
    }

    static supportedLocalesOf = supportedLocalesOf;

    select(value) {
      const n = Number(value);
      if (this.#type === 'cardinal') return n === 1 ? 'one' : 'other';
      if (n % 100 >= 11 && n % 100 <= 13) return 'other';
      return { 1: 'one', 2: 'two', 3: 'few' }[n % 10] ?? 'other';
    }

    resolvedOptions() {
      const pluralCategories = this.#type === 'cardinal' ? ['one', 'other'] : ['few', 'one', 'two', 'other'];
      return { locale: LOCALE, type: this.#type, pluralCategories };
    }
  }

  class RelativeTimeFormat {
    #numeric;

    constructor(locales, options = {}) {
      this.#numeric = options.numeric ?? 'always';
    }

    static supportedLocalesOf = supportedLocalesOf;

    format(value, unit) {
      const one = String(unit).replace(/s$/, '');
      if (!['second', 'minute', 'hour', 'day', 'week', 'month', 'quarter', 'year'].includes(one)) throw new RangeError(`Invalid unit argument for format() '${unit}'`);
      const n = Number(value);
      if (this.#numeric === 'auto') {
        if (one === 'day' && (n === 0 || n === 1 || n === -1)) return { 0: 'today', 1: 'tomorrow', '-1': 'yesterday' }[n];
        if (one === 'second' && n === 0) return 'now';
        if (n === 0) return `this ${one}`;
        if ((n === 1 || n === -1) && ['week', 'month', 'quarter', 'year'].includes(one)) return `${n === 1 ? 'next' : 'last'} ${one}`;
      }
      const amount = new NumberFormat(LOCALE).format(Math.abs(n));
      const text = `${amount} ${one}${Math.abs(n) === 1 ? '' : 's'}`;
      return n < 0 || Object.is(n, -0) ? `${text} ago` : `in ${text}`;
    }

    resolvedOptions() {
      return { locale: LOCALE, style: 'long', numeric: this.#numeric, numberingSystem: 'latn' };
    }
  }

  class ListFormat {
    #word;

    constructor(locales, options = {}) {
      this.#word = { conjunction: 'and', disjunction: 'or', unit: '' }[options.type ?? 'conjunction'];
    }

    static supportedLocalesOf = supportedLocalesOf;

    format(list) {
      const items = [...list];
      const word = this.#word === '' ? '' : `${this.#word} `;
      if (items.length <= 1) return items.join('');
      if (items.length === 2) return this.#word === '' ? items.join(', ') : `${items[0]} ${word}${items[1]}`;
      return `${items.slice(0, -1).join(', ')}, ${word}${items.at(-1)}`;
    }
  }

  const Intl = {
    NumberFormat: callable(NumberFormat),
    DateTimeFormat: callable(DateTimeFormat),
    Collator: callable(Collator),
    PluralRules,
    RelativeTimeFormat,
    ListFormat,
    getCanonicalLocales(locales) {
      const list = locales === undefined ? [] : typeof locales === 'string' ? [locales] : [...locales];
      return list.map((locale) => {
        if (!/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(String(locale))) throw new RangeError(`Incorrect locale information provided`);
        const [language, ...rest] = String(locale).split('-');
        return [language.toLowerCase(), ...rest.map((part) => (part.length === 2 ? part.toUpperCase() : part))].join('-');
      });
    },
    supportedValuesOf: () => [],
  };
  Object.defineProperty(Intl, Symbol.toStringTag, { value: 'Intl', configurable: true });

  const collator = new Collator();
  function localeCompare(a, b, locales, options) {
    return (options === undefined ? collator : new Collator(locales, options)).compare(a, b);
  }

  return { Intl, NumberFormat, DateTimeFormat, localeCompare };
});
