/** Downloads content as a file. */
export function downloadFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken over the file only after the click's own task.
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 0);
}
