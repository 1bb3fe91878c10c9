package org.fhevm.coprocessor.cli.status;

import java.util.function.Consumer;
import org.fhevm.coprocessor.common.id.Handle;

/** What all pages have in common: head, heading, and the form for a handle. */
final class PageFrame {
    /** Where the pages are; stylesheet, scripts and the page of a handle are below it. */
    static final String ROOT = "/status";

    static final String HANDLE = ROOT + "/handle";

    /** Names of the form's fields, and of the parameters of the page of a handle. */
    static final String TENANT = "tenant";

    static final String HANDLE_FIELD = "handle";

    private PageFrame() {}

    /**
     * A page.
     *
     * @param script the module that it loads, or an empty name for none
     * @param content writes what is between heading and form
     */
    static byte[] page(String title, String script, FormValues form, Consumer<HtmlWriter> content) {
        HtmlWriter html = new HtmlWriter();
        html.open("html", "lang", "en", "xmlns", "http://www.w3.org/1999/xhtml").open("head");
        html.empty("meta", "charset", "utf-8").element("title", title);
        html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.empty("meta", "name", "color-scheme", "content", "light dark");
        html.empty("link", "rel", "stylesheet", "href", ROOT + "/style.css");
        html.empty("link", "rel", "icon", "type", "image/svg+xml", "href", ROOT + "/icon.svg");
        if (!script.isEmpty()) {
            html.open("script", "type", "module", "src", ROOT + "/" + script).close();
        }
        html.close().open("body");
        html.element("a", "Skip to content", "class", "skip", "href", "#content");
        html.open("main", "id", "content", "tabindex", "-1").element("h1", title);
        content.accept(html);
        form(html, form);
        html.close().close().close();
        return html.document();
    }

    private static void form(HtmlWriter html, FormValues values) {
        html.open("section", "id", "find", "aria-labelledby", "find-heading");
        html.element("h2", "Find a handle", "id", "find-heading");
        html.open("form", "action", HANDLE, "method", "get");
        html.element("label", "Tenant", "for", "tenant-field");
        html.empty(
                "input",
                "id",
                "tenant-field",
                "name",
                TENANT,
                "inputmode",
                "numeric",
                "autocomplete",
                "off",
                "size",
                "6",
                "required",
                "required",
                "value",
                values.tenant());
        html.element("label", "Handle", "for", "handle-field");
        html.empty(
                "input",
                "id",
                "handle-field",
                "name",
                HANDLE_FIELD,
                "autocomplete",
                "off",
                "spellcheck",
                "false",
                "size",
                "40",
                "required",
                "required",
                "value",
                values.handle());
        html.element("button", "Show", "type", "submit").close().close();
    }

    /** A link to the page of a handle. */
    static void link(HtmlWriter html, int tenant, Handle handle) {
        String address = HANDLE + "?" + TENANT + "=" + tenant + "&" + HANDLE_FIELD + "=" + handle.hex();
        html.element("a", handle.toString(), "href", address, "class", "handle");
    }

    /** What the form's fields contain at first. */
    record FormValues(String tenant, String handle) {
        static final FormValues EMPTY = new FormValues("", "");
    }
}
