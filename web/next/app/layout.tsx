import '@firstword/react/styles.css';

import type { ReactNode } from 'react';

export const metadata = { title: 'Bakery' };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
