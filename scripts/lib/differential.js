// The cases of standard input, as guichet takes them, computed by moment-business-time: [{"id", "result"}].
// Its arithmetic runs in the local zone: TZ is set by who starts this. A case that does not end in ten seconds is
// "hangs".
const vm = require('vm');
const moment = require('moment-business-time');

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const format = 'YYYY-MM-DDTHH:mm:ssZ';

function use(calendar) {
  const workinghours = {};
  days.forEach((day, i) => {
    const hours = calendar.weekly[day];
    workinghours[i] = hours ? hours.flat().map((time) => time + ':00') : null;
  });
  moment.updateLocale('en', { workinghours, holidays: calendar.holidays });
}

function amount(add) {
  return 'days' in add ? [add.days, 'days'] : [add.minutes, 'minutes'];
}

const operations = {
  add: (c) => moment(c.start).addWorkingTime(...amount(c.add)).format(format),
  sub: (c) => moment(c.start).subtractWorkingTime(...amount(c.add)).format(format),
  between: (c) => -moment(c.start).workingDiff(moment(c.end), 'seconds'),
};

function result(c) {
  use(c.calendar);
  global.run = () => operations[c.op](c);
  try {
    return vm.runInThisContext('run()', { timeout: 10000 });
  } catch (e) {
    return e.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? 'hangs' : 'error: ' + e.message;
  }
}

const cases = JSON.parse(require('fs').readFileSync(0, 'utf8'));
console.log(JSON.stringify(cases.map((c) => ({ id: c.id, result: result(c) }))));
