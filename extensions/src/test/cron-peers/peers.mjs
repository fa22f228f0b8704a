// Answers what two cron implementations of others say about many schedules: an array of cases on standard input
// ({schedule, zone, from, until} with moments in epoch milliseconds), an array of answers on standard output
// ({croner, parser}: epoch milliseconds, or an object with the error). from is exclusive, until inclusive.
import { Cron } from "croner";
import { CronExpressionParser } from "cron-parser";

const DUE_MAX = 500;

function collect(next, until) {
  const due = [];
  for (let at = next(); at !== null && at <= until && due.length < DUE_MAX; at = next()) {
    due.push(at);
  }
  return due;
}

function croner({ schedule, zone, from, until }) {
  const job = new Cron(schedule, { timezone: zone, paused: true, fixedTimeRule: "no-wildcard" });
  let last = new Date(from);
  return collect(() => {
    last = job.nextRun(last);
    return last === null ? null : last.getTime();
  }, until);
}

function parser({ schedule, zone, from, until }) {
  const iterator = CronExpressionParser.parse(schedule, { currentDate: new Date(from), tz: zone });
  return collect(() => iterator.next().getTime(), until);
}

function answer(peer, one) {
  try {
    return peer(one);
  } catch (failure) {
    return { error: failure.message };
  }
}

let text = "";
for await (const chunk of process.stdin) {
  text += chunk;
}
const answers = JSON.parse(text).map((one) => ({ croner: answer(croner, one), parser: answer(parser, one) }));
process.stdout.write(JSON.stringify(answers));
