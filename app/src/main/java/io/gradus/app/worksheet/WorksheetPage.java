package io.gradus.app.worksheet;

import io.gradus.app.html.Page;
import io.gradus.app.plot.Svg;
import io.gradus.app.worksheet.Worksheet.Cell;
import io.gradus.app.worksheet.Worksheet.Part;
import io.gradus.app.worksheet.Worksheet.Shown;
import java.util.List;

/// The report of a worksheet.
final class WorksheetPage {
  private WorksheetPage() {}

  /// The page.
  ///
  /// @param name the title if there is no heading
  static String of(List<Part> parts, String name) {
    List<Block.Heading> headings =
        parts.stream()
            .map(Part::block)
            .filter(Block.Heading.class::isInstance)
            .map(Block.Heading.class::cast)
            .toList();
    String title = headings.isEmpty() ? name : headings.getFirst().text();
    long tops = headings.stream().filter(h -> h.level() == 1).count();
    boolean titled = tops == 1 && headings.getFirst().level() == 1;
    int down = titled || tops == 0 ? 0 : 1;
    int level = titled ? 0 : 1; // of the last heading
    StringBuilder body = new StringBuilder();
    if (!titled) {
      body.append("<h1>").append(Svg.escape(name)).append("</h1>\n");
    }
    boolean list = false;
    for (Part part : parts) {
      boolean item = part.block() instanceof Block.Prose prose && prose.item();
      body.append(item && !list ? "<ul>\n" : !item && list ? "</ul>\n" : "");
      list = item;
      if (part.block() instanceof Block.Heading h) {
        level = Math.min(Math.min(h.level() + down, level + 1), 6); // none is left out
        body.append("<h%1$d>%2$s</h%1$d>\n".formatted(level, prose(h.text())));
      } else {
        body.append(html(part));
      }
    }
    body.append(list ? "</ul>\n" : "");
    if (parts.stream().allMatch(p -> p.cell().isEmpty())) {
      body.append("<p class=\"note\">There is no code in this worksheet.</p>\n");
    }
    return new Page(language(parts), title, body.toString()).text();
  }

  /// The language of the prose, by its letters.
  private static String language(List<Part> parts) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      switch (part.block()) {
        case Block.Heading h -> text.append(h.text());
        case Block.Prose p -> text.append(p.text());
        case Block.Verbatim _, Block.Cell _, Block.Recorded _ -> {}
      }
    }
    long letters = text.chars().filter(Character::isLetter).count();
    long cyrillic = text.chars().filter(c -> c >= 0x400 && c < 0x500).count();
    long arabic = text.chars().filter(c -> c >= 0x600 && c < 0x700).count();
    return 2 * cyrillic > letters ? "ru" : 2 * arabic > letters ? "fa" : "en";
  }

  private static String html(Part part) {
    return switch (part.block()) {
      case Block.Heading _ -> throw new IllegalStateException("its level depends on others");
      case Block.Prose p -> (p.item() ? "<li>%s</li>\n" : "<p>%s</p>\n").formatted(prose(p.text()));
      case Block.Verbatim v -> "<pre>" + Svg.escape(v.text()) + "</pre>\n";
      case Block.Recorded r ->
          "<details><summary lang=\"en\">Output in the notebook</summary><pre>"
              + Svg.escape(r.text())
              + "</pre></details>\n";
      case Block.Cell _ -> cell(part.cell().orElseThrow());
    };
  }

  private static String cell(Cell cell) {
    StringBuilder html = new StringBuilder("<section class=\"cell\" dir=\"ltr\">\n");
    html.append("<pre>").append(Svg.escape(cell.input())).append("</pre>\n");
    cell.outputs().forEach(shown -> html.append(shown(shown)));
    cell.notes().forEach(note -> html.append(note(note)));
    cell.error()
        .ifPresent(error -> {
          html.append("<div class=\"wrong\" lang=\"en\"><p><strong>").append(Svg.escape(error));
          html.append("</strong></p>\n");
          cell.reasons().forEach(r -> html.append("<p>").append(Svg.escape(r)).append("</p>\n"));
          cell.correction().ifPresent(c -> html.append(shown(c)));
          html.append("</div>\n");
        });
    return html.append("</section>\n").toString();
  }

  private static String shown(Shown shown) {
    return "<div class=\"shown\" role=\"group\" aria-label=\"Output\" tabindex=\"0\">"
        + shown.html()
        + "</div>\n";
  }

  private static String note(String sentence) {
    return "<p class=\"note\" lang=\"en\">" + Svg.escape(sentence) + "</p>\n";
  }

  /// Bold, italics and code of Markdown; formulas in TeX as code.
  private static String prose(String text) {
    return Svg.escape(text)
        .replaceAll("`([^`]+)`", "<code>$1</code>")
        .replaceAll("\\$(?!\\s)([^$]+)(?<!\\s)\\$(?!\\d)", "<code>$1</code>")
        .replaceAll("\\*\\*([^*]+)\\*\\*", "<strong>$1</strong>")
        .replaceAll("(?<![*\\w])\\*([^*\\s][^*]*)\\*(?!\\w)", "<em>$1</em>");
  }
}
