import { Component, type ReactNode } from 'react';
import { Button, ButtonLink } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import styles from './shell.module.css';

interface Props {
  children: ReactNode;
}

/** A fault of the page itself: said, with what is worth reporting, and never a blank page. */
export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state = { error: null as Error | null };

  static getDerivedStateFromError(thrown: unknown) {
    return { error: thrown instanceof Error ? thrown : new Error(String(thrown)) };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    // After an update of the server a page that stood open asks for files that are not there any more.
    const isOld = /dynamically imported module|module script/i.test(error.message);
    return (
      <main className={styles.alone}>
        <h1>{isOld ? 'This page is of an older version' : 'This page has a fault'}</h1>
        <p>
          {isOld
            ? 'The server was updated meanwhile. Loading the page again brings the new one.'
            : 'It is not about your builds: they go on. Loading the page again may help; if not, please report this:'}
        </p>
        {!isOld && (
          <pre className={styles.fault}>
            {error.message}
            <CopyButton text={`${error.message}\n${error.stack ?? ''}`} label="Copy the details" />
          </pre>
        )}
        <div className={styles.buttons}>
          <Button look="primary" onClick={() => window.location.reload()}>
            Load again
          </Button>
          <span onClickCapture={() => this.setState({ error: null })}>
            <ButtonLink href="/">Home</ButtonLink>
          </span>
        </div>
      </main>
    );
  }
}
