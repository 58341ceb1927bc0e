import { browser } from "@web/core/browser/browser";

const REFUSED = 1;
const TIMEOUT = 3;
const MAX_SIDE = 1600;

function ask(geolocation, options) {
    return new Promise((resolve, reject) => {
        geolocation.getCurrentPosition(resolve, reject, options);
    });
}

/**
 * Where the phone is: exactly if it can tell, else about.
 *
 * @returns {Promise<Object>} latitude, longitude, accuracy; or problem: why there is none
 */
export async function askPosition(geolocation = browser.navigator.geolocation) {
    if (!geolocation) {
        return { problem: "unavailable" };
    }
    const tries = [
        { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 },
        { enableHighAccuracy: false, timeout: 10000, maximumAge: 60000 },
    ];
    for (const options of tries) {
        try {
            const { coords } = await ask(geolocation, options);
            return {
                latitude: coords.latitude,
                longitude: coords.longitude,
                accuracy: coords.accuracy,
            };
        } catch (error) {
            if (error.code === REFUSED) {
                return { problem: "refused" };
            }
            if (error.code !== TIMEOUT) {
                break;
            }
        }
    }
    return { problem: "unavailable" };
}

/** @returns {Promise<string>} base64 of the photo, no larger than it needs to be */
export async function readPhoto(file) {
    try {
        const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
        const scale = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height));
        const canvas = document.createElement("canvas");
        canvas.width = Math.max(1, Math.round(picture.width * scale));
        canvas.height = Math.max(1, Math.round(picture.height * scale));
        canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
        return canvas.toDataURL("image/jpeg", 0.8).split(",")[1];
    } catch {
        // No browser draws every format; the server knows more of them.
        return readFile(file);
    }
}

function readFile(file) {
    return new Promise((resolve, reject) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result.split(",")[1]);
        reader.onerror = () => reject(reader.error);
        reader.readAsDataURL(file);
    });
}
