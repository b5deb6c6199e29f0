import { json } from '@sveltejs/kit';
import { addDays, differenceInCalendarDays, endOfMonth, format, formatDistance, intlFormat, isValid, parseISO } from 'date-fns';
import { de } from 'date-fns/locale';
import dayjs from 'dayjs';
import relativeTime from 'dayjs/plugin/relativeTime';
import utc from 'dayjs/plugin/utc';
import timezone from 'dayjs/plugin/timezone';
import { CalendarDate, DateFormatter, parseDate, getLocalTimeZone } from '@internationalized/date';

dayjs.extend(relativeTime);
dayjs.extend(utc);
dayjs.extend(timezone);

export function GET() {
	const date = parseISO('2024-02-28T12:00:00');
	return json({
		fns: [
			format(addDays(date, 2), 'yyyy-MM-dd EEEE'),
			format(date, 'd. MMMM yyyy', { locale: de }),
			format(endOfMonth(date), 'PPPP'),
			formatDistance(date, addDays(date, 40), { addSuffix: true }),
			differenceInCalendarDays(date, new Date(2024, 0, 1)),
			isValid(new Date('nope')),
			intlFormat(date, { year: 'numeric', month: 'long', day: 'numeric' }, { locale: 'en-US' })
		],
		dayjs: [
			dayjs('2024-01-31').add(1, 'month').format('YYYY-MM-DD'),
			dayjs.utc('2024-01-05T15:00:00Z').tz('Asia/Tokyo').format('YYYY-MM-DD HH:mm'),
			dayjs.tz('2024-07-01 12:00', 'Europe/Berlin').toISOString(),
			dayjs('2020-01-01').from(dayjs('2022-01-01'))
		],
		calendar: [
			new CalendarDate(2024, 2, 28).add({ days: 2 }).toString(),
			parseDate('2024-01-05').toDate('Europe/Berlin').toISOString(),
			new DateFormatter('en-US', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(0)),
			typeof getLocalTimeZone()
		]
	});
}
