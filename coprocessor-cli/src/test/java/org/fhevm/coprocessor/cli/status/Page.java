package org.fhevm.coprocessor.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** A page as a strict parser of XML reads it. */
final class Page {
    private final Document document;

    private Page(Document document) {
        this.document = document;
    }

    /** Parses a page, and checks what holds for every page. */
    static Page of(byte[] html) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            Page page = new Page(factory.newDocumentBuilder().parse(new ByteArrayInputStream(html)));
            page.check();
            return page;
        } catch (Exception e) {
            throw new AssertionError("not well-formed", e);
        }
    }

    private void check() {
        assertThat(document.getDocumentElement().getAttribute("lang")).isEqualTo("en");
        assertThat(texts("title")).first().asString().isNotBlank();
        assertThat(elements("h1")).hasSize(1);
        assertThat(elements("main")).hasSize(1);
        Set<String> ids = new HashSet<>();
        for (Element element : elements("*")) {
            assertThat(element.hasAttribute("style"))
                    .as("a style that the policy forbids")
                    .isFalse();
            for (int index = 0; index < element.getAttributes().getLength(); index++) {
                assertThat(element.getAttributes().item(index).getNodeName().toLowerCase(Locale.ROOT))
                        .as("a handler that the policy forbids")
                        .doesNotStartWith("on");
            }
            if (element.hasAttribute("id")) {
                assertThat(ids.add(element.getAttribute("id")))
                        .as(element.getAttribute("id"))
                        .isTrue();
            }
        }
        for (Element element : elements("*")) {
            for (String reference : List.of("aria-labelledby", "for")) {
                if (element.hasAttribute(reference)) {
                    assertThat(ids).contains(element.getAttribute(reference));
                }
            }
        }
        for (Element table : elements("table")) {
            assertThat(table.getElementsByTagName("caption").getLength()).isEqualTo(1);
            assertThat(table.getElementsByTagName("th").getLength()).isPositive();
        }
        assertThat(elements("script"))
                .allSatisfy(script -> assertThat(script.getTextContent()).isEmpty());
        addresses().forEach(address -> assertThat(address).matches("[/#].*").doesNotStartWith("//"));
    }

    private Stream<String> addresses() {
        return elements("*").stream()
                .flatMap(element -> Stream.of(element.getAttribute("href"), element.getAttribute("src")))
                .filter(address -> !address.isEmpty());
    }

    List<Element> elements(String name) {
        return list(document.getElementsByTagName(name));
    }

    List<String> texts(String name) {
        return elements(name).stream().map(Element::getTextContent).toList();
    }

    /** The element with this id. */
    Element part(String id) {
        return elements("*").stream()
                .filter(element -> element.getAttribute("id").equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + id));
    }

    /** The text of an element, with single blanks. */
    String text(String id) {
        return part(id).getTextContent().replaceAll("\\s+", " ").strip();
    }

    /** The cells of each row in the body of a table within a part of the page. */
    List<List<String>> rows(String id) {
        List<List<String>> rows = new ArrayList<>();
        for (Element body : list(part(id).getElementsByTagName("tbody"))) {
            for (Element row : list(body.getElementsByTagName("tr"))) {
                rows.add(list(row.getChildNodes()).stream()
                        .map(cell -> cell.getTextContent().strip())
                        .toList());
            }
        }
        return rows;
    }

    private static List<Element> list(NodeList nodes) {
        List<Element> elements = new ArrayList<>();
        for (int index = 0; index < nodes.getLength(); index++) {
            if (nodes.item(index) instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }
}
