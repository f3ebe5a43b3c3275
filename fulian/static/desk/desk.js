// The desk's own small helpers: the last Chinese words, copying, and phone-size tables.
"use strict";
{
  const say = {
    errorLoading: () => "没有取到结果，请再试一次。",
    inputTooLong: () => "输入太长了",
    inputTooShort: () => "请再多输几个字",
    loadingMore: () => "正在取更多……",
    noResults: () => "没有找到",
    removeAllItems: () => "清除",
    removeItem: () => "删除这一项",
    searching: () => "正在查找……",
  };

  const speakChinese = () => {
    for (const jQuery of [window.jQuery, window.django && window.django.jQuery]) {
      if (jQuery && jQuery.fn.select2) {
        jQuery.fn.select2.defaults.set("language", say);
      }
    }
    for (const box of document.querySelectorAll('[aria-label="scrollable content"]')) {
      box.setAttribute("aria-label", "可滚动的内容");
    }
  };

  const copy = async (button) => {
    const input = document.getElementById(button.dataset.copy);
    input.select();
    try {
      await navigator.clipboard.writeText(input.value);
    } catch {
      document.execCommand("copy"); // an intranet without https has no clipboard of its own
    }
    button.textContent = "已复制";
  };

  // Unfold writes a chosen file's name into a box beside it, which our forms have not: it breaks.
  const isFile = (event) => event.target.matches('input[type="file"]');
  document.addEventListener("change", (event) => isFile(event) && event.stopPropagation(), true);

  document.addEventListener("DOMContentLoaded", speakChinese);
  window.addEventListener("load", speakChinese);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) {
      copy(button);
    }
  });
}
