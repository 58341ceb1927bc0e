/* global SignaturePad */

import { Component, onMounted, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { loadJS } from "@web/core/assets";

export const loadSignaturePad = () => loadJS("/web/static/lib/signature_pad/signature_pad.umd.js");

/** Odoo's signature pad without its fonts, which would have to be asked of the server. */
export class SignatureCanvas extends Component {
    static template = "customer_policy.SignatureCanvas";
    static props = { value: { optional: true }, onChange: Function };

    setup() {
        this.canvas = useRef("canvas");
        this.state = useState({ isEmpty: !this.props.value });
        onWillStart(loadSignaturePad);
        onMounted(() => this._start());
        onWillUnmount(() => this.pad?.off());
    }

    _start() {
        const canvas = this.canvas.el;
        canvas.width = canvas.clientWidth || 320;
        canvas.height = canvas.clientHeight || 140;
        this.pad = new SignaturePad(canvas, { penColor: "DarkBlue", minWidth: 2, maxWidth: 2 });
        this.pad.addEventListener("endStroke", () => this._changed());
        if (this.props.value) {
            this.pad.fromDataURL(`data:image/png;base64,${this.props.value}`, { ratio: 1 });
        }
    }

    _changed() {
        this.state.isEmpty = false;
        this.props.onChange(this.pad.toDataURL().split(",")[1]);
    }

    clear() {
        this.pad.clear();
        this.state.isEmpty = true;
        this.props.onChange("");
    }
}
