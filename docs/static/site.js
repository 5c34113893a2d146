// What the theme leaves out for those who hear or use a keyboard alone.
document.addEventListener("DOMContentLoaded", () => {
  for (const caption of document.querySelectorAll("p.caption[role='heading']:not([aria-level])")) {
    caption.setAttribute("aria-level", "2");
  }
  for (const [part, name] of [[".sidebar-drawer", "Pages of this site"], [".toc-drawer", "On this page"]]) {
    document.querySelector(part)?.setAttribute("aria-label", name);
  }
  for (const block of document.querySelectorAll("pre")) {
    if (block.scrollWidth > block.clientWidth) block.tabIndex = 0;
  }
  for (const place of document.querySelectorAll("article .table-wrapper, article table")) {
    if (place.scrollWidth > place.clientWidth + 1) {
      const told = document.createElement("p");
      told.className = "scrolls";
      told.textContent = "Scroll sideways for the rest of the table.";
      place.tabIndex = 0;
      place.before(told);
    }
  }
  // Figures open by themselves, where they can be enlarged: on a narrow page they are small.
  for (const image of document.querySelectorAll("article img")) {
    if (!image.closest("a")) {
      const link = document.createElement("a");
      link.href = image.src;
      link.title = "Open the figure by itself";
      image.replaceWith(link);
      link.append(image);
    }
  }
  for (const link of document.querySelectorAll(".sphx-glr-thumbcontainer a")) {
    link.setAttribute("aria-label", link.textContent.trim());
  }
});
