package io.gradus.app.cli;

import io.gradus.app.plot.Svg;
import java.util.List;

/// A table of texts for a page.
final class HtmlTable {
  private HtmlTable() {}

  /// The table under a heading.
  ///
  /// @param rows the lines of cells; the first names the columns
  static String of(String title, List<List<String>> rows) {
    StringBuilder html = new StringBuilder("<h2>" + Svg.escape(title) + "</h2>\n");
    html.append("<div class=\"scroll\" role=\"group\" aria-label=\"").append(Svg.escape(title));
    html.append("\" tabindex=\"0\"><table>\n<thead><tr>");
    for (String cell : rows.getFirst()) {
      html.append("<th scope=\"col\">").append(Svg.escape(cell)).append("</th>");
    }
    html.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : rows.subList(1, rows.size())) {
      html.append("<tr>");
      row.forEach(cell -> html.append("<td>").append(Svg.escape(cell)).append("</td>"));
      html.append("</tr>\n");
    }
    return html.append("</tbody></table></div>\n").toString();
  }
}
