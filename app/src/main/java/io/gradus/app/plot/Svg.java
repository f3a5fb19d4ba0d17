package io.gradus.app.plot;

import io.gradus.app.plot.Item.Box;
import io.gradus.app.plot.Item.Pen;

/// Drawings as SVG.
///
/// Colors are classes of a style sheet, so a picture follows the light or dark scheme of its
/// reader, and a page can replace them: each is a variable, such as `--gradus-blue`, with the plain
/// color beside it for programs that know no variables.
public final class Svg {
  private static final double FAR = 1e5; // what lies farther off is clipped anyway

  private static final int CLOUD = 40; // points that are drawn by one path

  private final StringBuilder out = new StringBuilder();

  private Svg() {}

  /// A file of its own, with its background.
  public static String file(Drawing drawing) {
    Svg svg = new Svg();
    svg.open(drawing, " xmlns=\"http://www.w3.org/2000/svg\"");
    svg.out.append("<style>").append(style()).append("</style>\n");
    Box all = new Box(0, 0, drawing.width(), drawing.height());
    svg.write(new Item.Block(new Item.Fill(Ink.SURFACE, 1), all));
    return svg.close(drawing);
  }

  /// A part of a page that contains [#style] once.
  public static String inline(Drawing drawing) {
    Svg svg = new Svg();
    svg.open(drawing, "");
    return svg.close(drawing);
  }

  /// The style sheet of [#inline] pictures.
  public static String style() {
    StringBuilder light = new StringBuilder();
    StringBuilder dark = new StringBuilder();
    StringBuilder classes = new StringBuilder();
    for (Ink ink : Ink.values()) {
      String name = ink.css();
      light.append("--gradus-%s:%s;".formatted(name, ink.light()));
      dark.append("--gradus-%s:%s;".formatted(name, ink.dark()));
      String both = "%1$s:%2$s;%1$s:var(--gradus-%3$s)";
      classes.append(".p .s-%s{%s}".formatted(name, both.formatted("stroke", ink.light(), name)));
      classes.append(".p .f-%s{%s}".formatted(name, both.formatted("fill", ink.light(), name)));
    }
    return ":root{color-scheme:light dark;"
        + light
        + "}@media(prefers-color-scheme:dark){:root{"
        + dark
        + "}}.p{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,"
        + "'DejaVu Sans',sans-serif;font-variant-numeric:tabular-nums}"
        + ".p path{fill:none;stroke-linejoin:round;stroke-linecap:round}"
        + ".p rect{shape-rendering:crispEdges}.p .veil{fill-opacity:0}.p g:hover>.veil{fill-opacity:.1}"
        + classes;
  }

  private void open(Drawing d, String namespace) {
    out.append("<svg")
        .append(namespace)
        .append(" class=\"p\" role=\"img\" width=\"")
        .append(number(d.width()))
        .append("\" height=\"")
        .append(number(d.height()))
        .append("\" viewBox=\"0 0 ")
        .append(number(d.width()))
        .append(' ')
        .append(number(d.height()))
        .append("\">\n<title>")
        .append(escape(d.title()))
        .append("</title>\n");
  }

  private String close(Drawing drawing) {
    drawing.items().forEach(this::write);
    return out.append("</svg>\n").toString();
  }

  private void write(Item item) {
    switch (item) {
      case Item.Path path -> path(path);
      case Item.Dots dots -> dots(dots);
      case Item.Area area -> area(area);
      case Item.Block block -> block(block);
      case Item.Text text -> text(text);
      case Item.Group group -> group(group);
    }
    out.append('\n');
  }

  private void path(Item.Path path) {
    Pen pen = path.pen();
    out.append("<path class=\"s-").append(pen.ink().css()).append('"');
    attribute("stroke-width", pen.width());
    opacity("stroke-opacity", pen.opacity());
    if (pen.dashed()) {
      out.append(" stroke-dasharray=\"5 4\"");
    }
    out.append(" d=\"");
    boolean down = false;
    for (int i = 0; i < path.x().length; i++) {
      double x = path.x()[i];
      double y = path.y()[i];
      if (Double.isFinite(x) && Double.isFinite(y)) {
        boolean alone = !down && (i + 1 == path.x().length || !Double.isFinite(path.y()[i + 1]));
        out.append(down ? 'L' : 'M').append(number(x)).append(' ').append(number(y));
        out.append(alone ? "h0" : ""); // a point with gaps on both sides is a dot
        down = true;
      } else {
        down = false;
      }
    }
    out.append("\"/>");
  }

  /// Lines without length, whose round ends are the circles: the shortest text for many. A path
  /// covers itself once only, so a cloud in which overlaps are darker takes several.
  private void dots(Item.Dots dots) {
    int n = dots.x().length;
    int together = dots.fill().opacity() < 1 ? CLOUD : n;
    for (int from = 0; from < n; from += together) {
      out.append("<path class=\"s-").append(dots.fill().ink().css()).append('"');
      attribute("stroke-width", 2 * dots.radius());
      opacity("stroke-opacity", dots.fill().opacity());
      out.append(" d=\"");
      for (int i = from; i < Math.min(n, from + together); i++) {
        if (Double.isFinite(dots.x()[i]) && Double.isFinite(dots.y()[i])) {
          out.append('M').append(number(dots.x()[i])).append(' ').append(number(dots.y()[i]));
          out.append("h0");
        }
      }
      out.append("\"/>");
    }
  }

  private void area(Item.Area area) {
    out.append("<path class=\"f-").append(area.fill().ink().css()).append('"');
    opacity("fill-opacity", area.fill().opacity());
    out.append(" fill-rule=\"evenodd\" d=\"");
    for (int line = 0; line < area.x().size(); line++) {
      double[] x = area.x().get(line);
      double[] y = area.y().get(line);
      for (int i = 0; i < x.length; i++) {
        out.append(i == 0 ? 'M' : 'L').append(number(x[i])).append(' ').append(number(y[i]));
      }
      out.append('Z');
    }
    out.append("\"/>");
  }

  private void block(Item.Block block) {
    out.append("<rect class=\"f-").append(block.fill().ink().css());
    out.append(block.fill().opacity() == 0 ? " veil\"" : "\"");
    box(block.box());
    if (block.fill().opacity() > 0) {
      opacity("fill-opacity", block.fill().opacity());
    }
    out.append("/>");
  }

  private void text(Item.Text text) {
    out.append("<text class=\"f-").append(text.ink().css()).append('"');
    attribute("font-size", text.size());
    out.append(text.bold() ? " font-weight=\"600\"" : "");
    switch (text.anchor()) {
      case START -> {}
      case MIDDLE -> out.append(" text-anchor=\"middle\"");
      case END -> out.append(" text-anchor=\"end\"");
    }
    if (text.angle() == 0) {
      attribute("x", text.x());
      attribute("y", text.y());
    } else {
      out.append(
          " transform=\"translate(%s %s) rotate(%s)\""
              .formatted(number(text.x()), number(text.y()), number(text.angle())));
    }
    out.append('>').append(escape(text.text())).append("</text>");
  }

  private void group(Item.Group group) {
    // An inner picture cuts off what leaves it, without names that could meet on a page.
    group
        .clip()
        .ifPresent(clip -> {
          out.append("<svg");
          box(clip);
          out.append(
              " viewBox=\"%s %s %s %s\">"
                  .formatted(
                      number(clip.x()),
                      number(clip.y()),
                      number(clip.width()),
                      number(clip.height())));
        });
    group
        .hint()
        .ifPresent(hint -> out.append("<g><title>").append(escape(hint)).append("</title>"));
    group.items().forEach(this::write);
    group.hint().ifPresent(hint -> out.append("</g>"));
    group.clip().ifPresent(clip -> out.append("</svg>"));
  }

  private void box(Box box) {
    attribute("x", box.x());
    attribute("y", box.y());
    attribute("width", box.width());
    attribute("height", box.height());
  }

  private void attribute(String name, double value) {
    out.append(' ').append(name).append("=\"").append(number(value)).append('"');
  }

  private void opacity(String name, double value) {
    if (value < 1) {
      attribute(name, value);
    }
  }

  /// The coordinate, or NaN for none; what lies very far off, as near a pole, comes nearer.
  static double near(double x) {
    return Double.isFinite(x) ? Math.clamp(x, -FAR, FAR) : Double.NaN;
  }

  /// At most two digits after the point.
  private static String number(double x) {
    double rounded = Math.rint(near(x) * 100) / 100;
    return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
  }

  /// The text with the characters replaced that mean something in XML.
  public static String escape(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '&' -> safe.append("&amp;");
            case '<' -> safe.append("&lt;");
            case '>' -> safe.append("&gt;");
            case '"' -> safe.append("&quot;");
            default -> safe.appendCodePoint(allowed(c) ? c : 0xFFFD);
          }
        });
    return safe.toString();
  }

  private static boolean allowed(int c) {
    boolean surrogate = c >= 0xD800 && c <= 0xDFFF;
    return c == '\n' || c == '\t' || c >= ' ' && !surrogate && c != 0xFFFE && c != 0xFFFF;
  }
}
