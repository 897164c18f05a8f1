// Asks a question with the client of the package: ask.mjs ADDRESS
import { createClient } from '@firstword/react/client';

const client = createClient({ baseUrl: process.argv[2] });
let text = '';
for await (const { event } of client.start({ message: 'Why is the sky blue?' })) {
  if (event.type === 'text') text += event.text;
  if (event.type === 'done') console.log(`completed: ${text.slice(0, 60)}`);
}
process.exit();
