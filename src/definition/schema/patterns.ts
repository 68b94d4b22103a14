export const oneLine = '^[^\\u0000-\\u001f\\u007f]*$';
export const insideWorkspace = '^(?!/)(?!(.*/)?\\.\\.(/|$))[^\\u0000-\\u001f\\u007f]+$';
export const labelPattern = '^[A-Za-z0-9._-]{1,63}$';
export const groupPattern = '^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$';
/** Without user, password or query: what is secret does not belong into a definition. */
export const repositoryPattern = '^(https?://[^/@\\s?#]+/|file:///)[^@\\s?#\\u0000-\\u001f\\u007f]+$';
export const branchPattern =
  '^(?![-/])(?!.*(\\.\\.|//|@\\{|/\\.|\\.lock(/|$)))[^\\u0000-\\u0020\\u007f~^:?*\\[\\\\]+(?<![/.])$';
export const environmentPattern = '^(?!CI_)[A-Za-z_][A-Za-z0-9_]*$';
