// Waits for what the coprocessor computes, and keeps it for verify.mjs.
import { mkdirSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const PATIENCE_MILLIS = 180_000;

/**
 * Fetches results, stores them with the clear values that they should have, and answers with what was fetched.
 *
 * @param part the program whose results these are
 * @param results the name of each, which begins with its type, its handle, and the clear value that it should have
 */
export async function storeResults(coprocessor, work, part, results) {
  const handles = results.map(({ handle }) => handle);
  const deadline = Date.now() + PATIENCE_MILLIS;
  let answers = await coprocessor.fetch(handles);
  while (answers.some((answer) => !answer.ciphertext)) {
    if (Date.now() > deadline) {
      const missing = results.filter((_, i) => !answers[i].ciphertext).map(({ name }) => name);
      throw new Error(`the coprocessor does not finish its computations: ${missing.join(", ")}`);
    }
    await pause(200);
    answers = await coprocessor.fetch(handles);
  }
  mkdirSync(`${work}/stored`, { recursive: true });
  answers.forEach((answer, i) => {
    writeFileSync(`${work}/stored/${results[i].name}`, answer.ciphertext.ciphertext_bytes);
  });
  const expected = Object.fromEntries(results.map(({ name, expected }) => [name, expected.toString()]));
  writeFileSync(`${work}/expected-${part}.json`, JSON.stringify(expected, null, 1));
  return answers;
}
