/** Keeps the keyboard where it is when what had the focus goes away, such as the button of an accepted invitation. */

/** Elements with this attribute take over the focus of what was inside them. */
const homes = "[data-focus-home]";

export function keepFocus(root: HTMLElement): void {
  let last: Element | null = null;
  let fallbacks: HTMLElement[] = [];
  root.addEventListener("focusin", ({ target }) => {
    last = target as Element;
    fallbacks = homesOf(last);
  });
  // Whoever leaves by a click elsewhere wants no focus back.
  root.addEventListener("focusout", ({ target }) => {
    if ((target as Element).isConnected && document.hasFocus()) queueMicrotask(forgetUnlessGone);
  });
  const forgetUnlessGone = () => {
    if (last?.isConnected && document.activeElement === document.body) last = null;
  };
  new MutationObserver(() => {
    if (!last || last.isConnected || document.activeElement !== document.body) return;
    last = null;
    fallbacks.find(({ isConnected }) => isConnected)?.focus();
  }).observe(root, { childList: true, subtree: true });
}

function homesOf(element: Element): HTMLElement[] {
  const found: HTMLElement[] = [];
  let home = element.parentElement?.closest<HTMLElement>(homes);
  while (home) {
    found.push(home);
    home = home.parentElement?.closest<HTMLElement>(homes);
  }
  return found;
}
