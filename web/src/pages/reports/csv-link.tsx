import styles from './reports-page.module.css';

/** All rows for a spreadsheet. */
export const CsvLink = ({ href, name }: { href: string; name: string }) => (
  <a className={styles.csv} href={href} download={name}>
    As CSV
  </a>
);
