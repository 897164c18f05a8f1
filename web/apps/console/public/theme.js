// Runs before the first paint, so that a stored theme does not flash the other one.
(() => {
  try {
    const theme = localStorage.getItem('firstword.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Without storage, the device's preference applies.
  }
})();
