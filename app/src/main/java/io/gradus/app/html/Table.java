package io.gradus.app.html;

import io.gradus.app.plot.Svg;
import java.util.List;
import java.util.stream.Collectors;

/// A table of a page, in a box of its own that scrolls where the page is narrow. The first cell of
/// a row is what the row is about.
///
/// @param caption what it shows, said above it and to those who listen
/// @param kind a class of the style sheet; may be empty
/// @param head the names of the columns, as pieces of a page; may be empty
/// @param rows the cells, as pieces of a page
public record Table(String caption, String kind, List<String> head, List<List<String>> rows) {
  /// A table of texts.
  ///
  /// @param rows the lines of cells; the first names the columns
  public static Table of(String caption, String kind, List<List<String>> rows) {
    List<List<String>> safe =
        rows.stream().map(row -> row.stream().map(Svg::escape).toList()).toList();
    return new Table(caption, kind, safe.getFirst(), safe.subList(1, safe.size()));
  }

  /// The piece of the page.
  public String html() {
    StringBuilder html = new StringBuilder("<div class=\"scroll\" role=\"group\" aria-label=\"");
    html.append(Svg.escape(caption)).append("\" tabindex=\"0\"><table");
    html.append(kind.isEmpty() ? "" : " class=\"" + kind + "\"").append(">\n<caption>");
    html.append(Svg.escape(caption)).append("</caption>\n");
    if (!head.isEmpty()) {
      String names = head.stream().map(Table::column).collect(Collectors.joining());
      html.append("<thead><tr>").append(names).append("</tr></thead>\n");
    }
    html.append("<tbody>\n");
    for (List<String> row : rows) {
      html.append("<tr>").append(cell("th scope=\"row\"", "th", row.getFirst()));
      row.stream().skip(1).forEach(cell -> html.append(cell("td", "td", cell)));
      html.append("</tr>\n");
    }
    return html.append("</tbody></table></div>\n").toString();
  }

  private static String column(String name) {
    return cell("th scope=\"col\"", "th", name);
  }

  /// A cell without content heads nothing.
  private static String cell(String open, String close, String content) {
    return content.isEmpty() ? "<td></td>" : "<" + open + ">" + content + "</" + close + ">";
  }
}
