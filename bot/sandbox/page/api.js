// The sandbox's control side: requests, and a stream of changes that mends itself.

const SLOWEST_RETRY_MS = 4000;

/** A refusal of the server (`status`), or the server being gone (`status` 0). */
export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

async function request(path, options) {
  let response;
  try {
    response = await fetch(`/sandbox/${path}`, { cache: "no-store", ...options });
  } catch {
    throw new Refused("no answer", 0);
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(body?.error ?? `HTTP ${response.status}`, response.status);
  return body;
}

export const get = (path) => request(path);

export const post = (path, body) =>
  request(path, body instanceof FormData
    ? { method: "POST", body }
    : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body ?? {}) });

/**
 * Follows the stream of events for ever. `begin` is asked for the event number to start after, each time
 * the stream is (re)opened, and may fail while the server is away; `happened` gets each event;
 * `present(bool)` hears whether the server is there.
 */
export function follow({ begin, happened, present }) {
  let pause = 250;
  const again = () => {
    setTimeout(open, pause);
    pause = Math.min(pause * 2, SLOWEST_RETRY_MS);
  };
  async function open() {
    let after;
    try {
      after = await begin();
    } catch (problem) {
      if (!(problem instanceof Refused)) console.error(problem);
      present(false);
      again();
      return;
    }
    const stream = new EventSource(`/sandbox/events?after=${after}`);
    stream.onopen = () => {
      pause = 250;
      present(true);
    };
    stream.onmessage = (message) => {
      try {
        happened(JSON.parse(message.data));
      } catch (problem) {
        console.error(problem);
      }
    };
    stream.onerror = () => {
      // The browser's own reconnecting would repeat an old `after`; ours asks anew where things stand.
      stream.close();
      present(false);
      again();
    };
  }
  open();
}
