/** Room for the message of a piece of output without many escapes. */
const firstBytes = 72 * 1024;
const stepBytes = 16 * 1024;

/**
 * Where large messages are written on their way into a socket: the same memory again and again, unless a socket
 * still holds it.
 */
export class PassingBuffer {
  #buffer = Buffer.allocUnsafeSlow(firstBytes);

  /** To be written and used at once: it is given again with the next call, unless it is kept. */
  readonly room = (length: number): Buffer => {
    if (length > this.#buffer.length)
      this.#buffer = Buffer.allocUnsafeSlow(Math.ceil(length / stepBytes) * stepBytes);
    return this.#buffer.subarray(0, length);
  };

  /** Leaves the memory to who still holds that message. */
  keep(message: Buffer): void {
    if (message.buffer === this.#buffer.buffer) this.#buffer = Buffer.allocUnsafeSlow(firstBytes);
  }
}
