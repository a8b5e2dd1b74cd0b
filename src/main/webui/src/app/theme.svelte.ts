export type Theme = 'system' | 'light' | 'dark';

const KEY = 'vitascope.theme';

function stored(): Theme {
  const theme = document.documentElement.dataset.theme;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

/** What somebody chose, kept in this browser; index.html applies it before the first paint. */
class ThemeChoice {
  current = $state<Theme>(stored());

  choose(theme: Theme): void {
    this.current = theme;
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    try {
      if (theme === 'system') localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, theme);
    } catch {
      // Without storage it lasts until the page is left.
    }
  }
}

export const themeChoice = new ThemeChoice();
