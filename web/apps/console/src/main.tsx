import '@firstword/react/styles.css';
import './styles/fonts.css';
import './styles/theme.css';
import './styles/layout.css';
import './styles/chat.css';
import './styles/documents.css';
import './styles/studio.css';
import './styles/latency.css';

import { createClient } from '@firstword/react/client';
import { withVitals } from '@firstword/react/rum';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { App } from './app/app.js';
import { Credential, tabStorage } from './app/credential.js';

const root = document.getElementById('root');
if (root === null) {
  throw new Error('The page has no element with the id "root".');
}
const credential = new Credential(tabStorage());
const { headers } = credential;
const client = createClient({ headers });
createRoot(root).render(
  <StrictMode>
    <App
      client={client}
      instrumentedClient={withVitals(client, { headers, within: 'main' })}
      credential={credential}
    />
  </StrictMode>,
);
