import { spawn } from 'node:child_process';
import { Redis } from 'ioredis';

// Arguments: Redis socket, channel, command. The least that carries a command's output: its pipe, then Redis.
const [socket = '', channel = '', command = ''] = process.argv.slice(2);
const redis = new Redis(socket);
const child = spawn('bash', ['-c', command], { stdio: ['ignore', 'pipe', 'inherit'] });
child.stdout.on('data', (chunk) => void redis.publish(channel, chunk));
child.once('close', () => void redis.quit());
