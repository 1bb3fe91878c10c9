// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import "fhevm/lib/TFHE.sol";

/// @notice Calls the library with operands of several types and in each form in which operands reach the executor.
abstract contract Operations {
    /// @notice The handle of a result, under the name of its type and of what it is.
    event Computed(string name, uint256 handle);

    bytes private constant TEXT = "sixty-four bytes";

    /// @notice Takes four values of one proof: the InputVerifier checks its signatures for the first one only.
    function compute(einput flag, einput small, einput medium, einput account, bytes calldata proof) external {
        ebool condition = TFHE.asEbool(flag, proof);
        euint8 byteValue = TFHE.asEuint8(small, proof);
        euint16 word = TFHE.asEuint16(medium, proof);
        eaddress owner = TFHE.asEaddress(account, proof);

        booleans(condition, word, byteValue, owner);
        integers(byteValue, word);
        emit Computed(
            "uint160.chosen", eaddress.unwrap(TFHE.select(condition, owner, TFHE.asEaddress(address(this))))
        );
        random();

        try this.computeAndRevert(byteValue) {
            revert("computeAndRevert returned");
        } catch {}
    }

    /// @notice What it computes is undone, and must not reach the coprocessor.
    function computeAndRevert(euint8 value) external {
        TFHE.mul(value, 77);
        revert("as intended");
    }

    function booleans(ebool condition, euint16 word, euint8 byteValue, eaddress owner) private {
        emit Computed("bool.negated", ebool.unwrap(TFHE.not(condition)));
        emit Computed("bool.greater", ebool.unwrap(TFHE.gt(word, byteValue)));
        emit Computed("bool.same_address", ebool.unwrap(TFHE.eq(owner, msg.sender)));
        bytes memory text = TFHE.padToBytes64(TEXT);
        emit Computed("bool.different_bytes", ebool.unwrap(TFHE.ne(TFHE.asEbytes64(text), text)));
    }

    function integers(euint8 byteValue, euint16 word) private {
        emit Computed("uint4.narrowed", euint4.unwrap(TFHE.asEuint4(byteValue)));
        emit Computed("uint8.least", euint8.unwrap(TFHE.min(byteValue, uint8(100))));
        emit Computed("uint8.shifted", euint8.unwrap(TFHE.shl(byteValue, uint8(3))));
        emit Computed("uint8.negated", euint8.unwrap(TFHE.neg(byteValue)));
        emit Computed("uint16.sum", euint16.unwrap(TFHE.add(word, byteValue)));
        emit Computed("uint16.remainder", euint16.unwrap(TFHE.rem(word, uint16(1000))));
        emit Computed("uint32.product", euint32.unwrap(TFHE.mul(TFHE.asEuint32(word), uint32(70001))));
        emit Computed(
            "uint256.flipped", euint256.unwrap(TFHE.xor(TFHE.asEuint256(type(uint256).max - 5), uint256(1) << 255))
        );
    }

    function random() private {
        emit Computed("bool.random_below_bound", ebool.unwrap(TFHE.lt(TFHE.randEuint8(16), uint8(16))));
        euint16 anything = TFHE.randEuint16();
        emit Computed("bool.random_is_itself", ebool.unwrap(TFHE.eq(anything, anything)));
    }
}
